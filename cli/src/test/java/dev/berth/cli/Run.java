package dev.berth.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

/** What a command, run in this process, printed and ended with. */
record Run(int code, String out, String err) {
    static Run berth(String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        var command =
                Main.command().setOut(new PrintWriter(out)).setErr(new PrintWriter(err, true));
        int code = command.execute(arguments);
        command.getOut().flush();
        return new Run(code, out.toString(), err.toString());
    }
}
