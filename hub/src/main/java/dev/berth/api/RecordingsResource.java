package dev.berth.api;

import dev.berth.recording.Recorder;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Recordings: which there are, their files, and which streams are recorded. */
record RecordingsResource(Recorder recorder) {
    private static final String PATH = "/api/v1/recordings";
    private static final String RECORDED = "/api/v1/recorded/{+name}";

    /** An id has a stream's part and a time's; what follows is a file. */
    private static final int PARTS_OF_ID = 2;

    List<Route> routes() {
        return List.of(
                Route.get(PATH, this::list),
                Route.get(PATH + "/{+id}", this::download),
                Route.put(RECORDED, this::start),
                Route.delete(RECORDED, this::stop));
    }

    private void list(ServerRequest request, ServerResponse response) {
        var all = recorder.all().stream().map(Views.RecordingView::of).toList();
        Answers.send(response, Views.RecordingView.class, all);
    }

    private void start(ServerRequest request, ServerResponse response) {
        recorder.start(parameter(request, "name"))
                .ifPresentOrElse(
                        refused ->
                                Answers.problem(
                                        response, Status.UNPROCESSABLE_CONTENT_422, refused),
                        () -> response.status(Status.NO_CONTENT_204).send());
    }

    private void stop(ServerRequest request, ServerResponse response) {
        var stream = parameter(request, "name");
        if (recorder.stop(stream)) {
            response.status(Status.NO_CONTENT_204).send();
        } else {
            Answers.problem(
                    response,
                    Status.NOT_FOUND_404,
                    "%s is not recorded; berth recordings lists what is".formatted(stream));
        }
    }

    private void download(ServerRequest request, ServerResponse response) throws IOException {
        var id = parameter(request, "id");
        var files = files(id);
        if (files.isEmpty()) {
            Answers.problem(
                    response,
                    Status.NOT_FOUND_404,
                    "there is no recording %s; berth recordings lists those there are"
                            .formatted(id));
            return;
        }
        var asked = request.headers().value(HeaderNames.RANGE).orElse("");
        var download = Download.of(files, asked);
        response.header(HeaderNames.CONTENT_TYPE, type(String.valueOf(files.getLast())));
        download.headers(response);
        if (request.prologue().method().equals(Method.HEAD) || download.length() == 0) {
            response.send();
        } else {
            download.write(response.outputStream());
        }
    }

    /** All files of a recording, or the one that is named behind its id. */
    private List<Path> files(String id) throws IOException {
        var parts = id.split("/", PARTS_OF_ID + 1);
        return parts.length > PARTS_OF_ID
                ? recorder.file(parts[0] + "/" + parts[1], parts[2]).stream().toList()
                : recorder.files(id).orElse(List.of());
    }

    private static String type(String file) {
        return file.endsWith(".m3u8") ? "application/vnd.apple.mpegurl" : "video/mp4";
    }

    private static String parameter(ServerRequest request, String name) {
        return request.path().pathParameters().get(name);
    }
}
