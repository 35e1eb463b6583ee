package dev.berth.access;

import dev.berth.config.StreamGlob;

/**
 * One entry of {@code access}.
 *
 * @param streams which streams it is about
 * @param publish on what terms they are published
 * @param play on what terms they are played
 */
record Rule(StreamGlob streams, Terms publish, Terms play) {
    Terms terms(Visit.Deed deed) {
        return switch (deed) {
            case PUBLISH -> publish;
            case PLAY -> play;
        };
    }
}
