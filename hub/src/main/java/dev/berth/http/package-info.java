/**
 * The HTTP door: one port for players and publishers. A connection ({@code HttpLink}) reads one
 * request after the other and shows it to the sites in turn; the first that owns the path answers
 * it, with something whole ({@code Reply}) or by taking the connection over for a stream that has
 * no end ({@code Player}).
 */
package dev.berth.http;
