// Plays ?src= with the player that ?player= names, for ?seconds= from its first picture on, and posts what it saw.
'use strict';

const asked = new URLSearchParams(location.search);
const video = document.querySelector('video');
const began = performance.now();
const seen = {
    player: asked.get('player'),
    fatal: null,
    errors: [],
    pictures: 0,
    stalls: 0,
    firstPictureAfter: null,
    delays: [],
};
let told = false;

function tell() {
    if (told) {
        return;
    }
    told = true;
    seen.played = video.currentTime - (seen.startedAt ?? 0);
    seen.decodedPictures = video.getVideoPlaybackQuality().totalVideoFrames;
    seen.droppedPictures = video.getVideoPlaybackQuality().droppedVideoFrames;
    seen.soundBytes = video.webkitAudioDecodedByteCount;
    seen.ahead = video.buffered.length ? video.buffered.end(video.buffered.length - 1) - video.currentTime : 0;
    seen.width = video.videoWidth;
    fetch('/seen', {method: 'POST', body: JSON.stringify(seen)});
}

function fail(why) {
    seen.fatal = why;
    tell();
}

function count() {
    video.requestVideoFrameCallback((now, frame) => {
        if (seen.pictures++ === 0) {
            seen.firstPictureAfter = now - began;
            seen.startedAt = video.currentTime;
            setTimeout(tell, 1000 * asked.get('seconds'));
        }
        count();
    });
}

video.addEventListener('waiting', () => {
    if (seen.pictures > 0) {
        seen.stalls++;
    }
});
video.addEventListener('error', () => fail(video.error.message));
window.addEventListener('error', wrong => fail(wrong.message));
window.addEventListener('unhandledrejection', wrong => fail(String(wrong.reason)));
count();

const players = {
    hls(source) {
        const hls = new Hls({maxLiveSyncPlaybackRate: 1.5});
        hls.on(Hls.Events.ERROR, (name, error) => {
            seen.errors.push(error.details);
            if (error.fatal) {
                fail(error.details + ' ' + (error.reason ?? error.error ?? ''));
            }
        });
        hls.loadSource(source);
        hls.attachMedia(video);
        // How long ago what is shown now came into the hub, which runs on the same clock.
        setInterval(() => {
            if (seen.pictures > 0 && hls.playingDate) {
                seen.delays.push(Date.now() - hls.playingDate.getTime());
            }
            seen.behindTheEdge = hls.latency;
            seen.lowLatency = Boolean(hls.lowLatencyMode && hls.latestLevelDetails?.partList);
        }, 500);
    },
    flv(source) {
        const flv = mpegts.createPlayer(
            {type: 'flv', isLive: true, url: source},
            {enableWorker: false, liveSync: true, enableStashBuffer: false});
        flv.on(mpegts.Events.ERROR, (kind, detail, info) => fail([kind, detail, info?.msg].join(' ')));
        flv.attachMediaElement(video);
        flv.load();
    },
};
players[asked.get('player')](asked.get('src'));
// A play that a load interrupts is begun again by the player.
video.play().catch(() => {});
