//! Short clips: only their frames are kept, and no file, however hostile, makes the cleaning stumble.

mod mp4;
mod webm;

use imaging::clip::{Clip, ClipError, ClipKind, ClipLimits, clean, sniff};
use proptest::prelude::*;

/// What must not be found in a cleaned clip.
const SECRET: &[u8] = b"+51.5007-000.1246/";

fn cleaned(file: &[u8]) -> Result<(Clip, Vec<u8>), ClipError> {
    let mut file = file.to_vec();
    let clip = clean(&mut file, &ClipLimits::default())?;
    Ok((clip, file))
}

fn holds(file: &[u8], what: &[u8]) -> bool {
    file.windows(what.len()).any(|window| window == what)
}

fn clips() -> [(ClipKind, Vec<u8>); 4] {
    [
        (ClipKind::Mp4, mp4::clip(b"isom")),
        (ClipKind::QuickTime, mp4::clip(b"qt  ")),
        (ClipKind::Mp4, mp4::fragmented()),
        (ClipKind::WebM, webm::clip(2_000)),
    ]
}

#[test]
fn only_the_frames_are_kept() {
    for (kind, file) in clips() {
        assert!(holds(&file, SECRET), "{kind:?}: the test's own clip has something to hide");
        let (clip, kept) = cleaned(&file).unwrap();
        assert_eq!((clip.kind, clip.milliseconds), (kind, 2_000));
        assert_eq!(kept.len(), file.len(), "every byte keeps its place");
        assert!(!holds(&kept, SECRET), "{kind:?}");
        for gone in [&b"Maker"[..], b"SOUND", b"made by", &mp4::WHEN.to_be_bytes()] {
            assert!(!holds(&kept, gone), "{kind:?} {gone:?}");
        }
        for frame in [b"FRAME-1", b"FRAME-2"] {
            assert!(holds(&kept, frame), "{kind:?}");
        }
        assert_eq!(cleaned(&kept).unwrap(), (clip, kept), "cleaning again changes nothing");
    }
}

#[test]
fn a_film_cut_short_anywhere_is_refused_or_still_clean() {
    for (kind, file) in clips() {
        for length in 0..file.len() {
            if let Ok((_, kept)) = cleaned(&file[..length]) {
                assert!(!holds(&kept, SECRET), "{kind:?} cut to {length}");
                // What a fragment or a cluster describes may be whole without those after it; a plain clip is not.
                assert_ne!(file[..length].len(), 0);
                assert!(kind == ClipKind::WebM || length >= mp4::fragmented().len() / 2, "{kind:?} cut to {length}");
            }
        }
    }
}

#[test]
fn each_fault_has_its_code() {
    let small = ClipLimits { max_bytes: 100, ..ClipLimits::default() };
    let brief = ClipLimits { max_milliseconds: 1_999, ..ClipLimits::default() };
    let code = |file: &[u8], limits: &ClipLimits| clean(&mut file.to_vec(), limits).unwrap_err().code();
    let all = ClipLimits::default();
    assert_eq!(code(b"", &all), "empty");
    assert_eq!(code(b"\xFF\xD8\xFF\xE0 a photograph", &all), "not_a_video");
    assert_eq!(code(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", &all), "not_a_video");
    assert_eq!(code(b"\x1A\x45\xDF\xA3", &all), "video_damaged");
    assert_eq!(code(&webm::sound_alone(), &all), "not_a_video");
    for (kind, file) in clips() {
        assert_eq!(sniff(&file), Some(kind));
        assert_eq!(code(&file, &small), "video_too_large", "{kind:?}");
        assert_eq!(code(&file, &brief), "video_too_long", "{kind:?}");
    }
    assert!(cleaned(&webm::clip(62_000)).is_ok());
    assert_eq!(code(&webm::clip(62_001), &all), "video_too_long");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_makes_it_stumble(
        which in 0_usize..4,
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
        noise in proptest::collection::vec(any::<u8>(), 0..200),
    ) {
        let (_, mut file) = clips()[which].clone();
        for (place, value) in &changes {
            let place = place.index(file.len());
            file[place] = *value;
        }
        let length = file.len();
        if let Ok((_, kept)) = cleaned(&file) {
            prop_assert_eq!(kept.len(), length);
        }
        // Noise behind a head that is taken for a clip.
        for head in [&b"\0\0\0\x08ftypisom"[..], b"\x1A\x45\xDF\xA3\x87\x42\x82\x84webm\x18\x53\x80\x67\xFF"] {
            let _ = cleaned(&[head, &noise].concat());
        }
    }
}
