package dev.berth.media;

/**
 * A wire format. Packagings that are equal share their bytes, so make it a record of exactly what
 * the bytes depend on.
 */
public interface Packaging {
    /**
     * What writes this format for one stream, from now on.
     *
     * @param headers what decoders were told so far; what they are told later comes as frames
     */
    Packager packager(Headers headers);
}
