package dev.berth.media;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class VariantTest {
    @Test
    void aVariantIsKnownByItsName() {
        var variant = new Variant("live/demo", Codec.AAC);

        assertThat(variant.name()).isEqualTo("live/demo#audio=aac");
        assertThat(Variant.parse(variant.name())).contains(variant);
    }

    @Test
    void otherNamesAreNone() {
        assertThat(Variant.parse("live/demo")).isEmpty();
        assertThat(Variant.parse("live/demo#audio=")).isEmpty();
        assertThat(Variant.parse("live/demo#audio=mp3")).isEmpty();
    }
}
