package dev.berth.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may read what is kept. */
class KeptFilePermissionsTest {
    @TempDir private Path folder;

    @Test
    void whatIsKeptIsForItsOwner() throws Exception {
        var file = folder.resolve("plan.yaml");
        KeptFile.replace(file, "ours");
        assertThat(Files.getPosixFilePermissions(file))
                .containsExactlyInAnyOrder(
                        PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    }

    @Test
    void whatIsSharedIsForWhoeverReadsOurOtherFiles() throws Exception {
        var other = Files.writeString(folder.resolve("other"), "");
        var file = folder.resolve("index.m3u8");
        Files.writeString(folder.resolve("index.m3u8.new"), "what a crash has left, and is longer");
        KeptFile.replaceShared(file, "text");
        assertThat(Files.getPosixFilePermissions(file))
                .isEqualTo(Files.getPosixFilePermissions(other));
        assertThat(file).hasContent("text");
        assertThat(folder.resolve("index.m3u8.new")).doesNotExist();
    }
}
