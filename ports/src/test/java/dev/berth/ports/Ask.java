package dev.berth.ports;

import java.io.FileInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A program that asks for ports, to be run as another user, in another language, or without files.
 */
final class Ask {
    private Ask() {}

    /**
     * {@code strict ENDPOINT}, {@code check ENDPOINT}, {@code holders ENDPOINT}, {@code forwards
     * ENDPOINT}.
     */
    static void main(String[] arguments) throws IOException {
        try (var authority = new Authority()) {
            switch (arguments[0]) {
                case "strict" ->
                        print(authority, Claim.strict("ask", "test", Endpoint.parse(arguments[1])));
                case "holders" ->
                        authority.holders(Endpoint.parse(arguments[1])).stream()
                                .map(Holder::describe)
                                .forEach(System.out::println);
                case "forwards" -> forwards(Endpoint.parse(arguments[1]));
                case "check" -> {
                    Verdict verdict = authority.check(Endpoint.parse(arguments[1]));
                    System.out.println(verdict.code());
                    System.out.println(verdict.explain());
                }
                case "without-files" -> withoutFiles(authority, PortRange.parse(arguments[1]));
                default -> throw new IllegalArgumentException(arguments[0]);
            }
        }
    }

    private static void forwards(Endpoint endpoint) {
        var forwards = Forwards.read();
        String otherwise = forwards.complete() ? "none" : "not permitted";
        System.out.println(forwards.on(endpoint).map(Forward::to).orElse(otherwise));
    }

    private static void withoutFiles(Authority authority, PortRange range) throws IOException {
        var template = Endpoint.tcp("127.0.0.1", range.first());
        List<FileInputStream> open = new ArrayList<>();
        try {
            while (true) {
                open.add(new FileInputStream("/dev/null"));
            }
        } catch (IOException exhausted) {
            print(authority, Claim.pool("ask", "test", template, range));
        }
        for (var file : open) {
            file.close();
        }
        print(authority, Claim.pool("ask", "test", template, range));
    }

    private static void print(Authority authority, Claim claim) {
        switch (authority.answer(claim)) {
            case Answer.Granted _ -> System.out.println("granted");
            case Answer.Refused(Refusal why) -> {
                System.out.println(why.code());
                System.out.println(why.explain());
            }
        }
    }
}
