package dev.berth.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/** What a command, run in this process, printed and ended with. */
record Run(int code, String out, String err) {
    static Run berth(String... arguments) {
        return of(Main.command(), arguments);
    }

    static Run of(CommandLine command, String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        command.setOut(new PrintWriter(out)).setErr(new PrintWriter(err, true));
        int code = command.execute(arguments);
        command.getOut().flush();
        return new Run(code, out.toString(), err.toString());
    }
}
