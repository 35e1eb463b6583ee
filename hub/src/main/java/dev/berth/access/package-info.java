/** Who may publish and play what, and how many of them. */
package dev.berth.access;
