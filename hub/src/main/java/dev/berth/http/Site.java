package dev.berth.http;

/** What answers the requests for some of the paths. Called on the connection's event loop. */
interface Site {
    /** Whether a path is one of its own; it is decoded and has no slash before it. */
    boolean owns(String path);

    /**
     * Answers a request for one of its own paths, now or later. OPTIONS are answered already, and a
     * request of another method than POST or PUT has no body.
     */
    void on(Exchange exchange);
}
