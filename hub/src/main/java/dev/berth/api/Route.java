package dev.berth.api;

import io.helidon.http.Method;
import io.helidon.webserver.http.Handler;

/**
 * A method and a path that the API answers, and how. {@code GET} answers {@code HEAD} too.
 *
 * @param path with {@code {name}} for one segment, and {@code {+name}} for all that follow
 */
record Route(Method method, String path, Handler handler) {
    static Route get(String path, Handler handler) {
        return new Route(Method.GET, path, handler);
    }

    static Route post(String path, Handler handler) {
        return new Route(Method.POST, path, handler);
    }

    static Route put(String path, Handler handler) {
        return new Route(Method.PUT, path, handler);
    }

    static Route delete(String path, Handler handler) {
        return new Route(Method.DELETE, path, handler);
    }

    boolean answers(Method asked) {
        return asked.equals(method) || (asked.equals(Method.HEAD) && method.equals(Method.GET));
    }
}
