//! What reads bytes that anyone may have written, each with what must hold whatever they are. `tests/short.rs` throws
//! mutated files at them in every `make test`; `nightly/` gives them to cargo-fuzz, which looks for longer and sees
//! where it has been:
//!
//! ```sh
//! cargo +nightly fuzz run picture --fuzz-dir fuzz/nightly
//! ```

use domain::{
    annotation::{Layer, LayerLimits},
    forms::{Questionnaire, Response},
};
use imaging::{
    Distance, Limits, Picture,
    clip::{ClipLimits, clean},
    decode, encode,
    job::Job,
    prepare, receive,
};

/// Small, so that time goes into many files and not into one.
const LIMITS: Limits = Limits { max_bytes: 1_000_000, max_pixels: 250_000, max_memory: 50_000_000 };

/// Decoding, stripping and storing a picture: what is stored can be read, is upright, and keeps its pixels if it
/// is received once more.
pub fn picture(bytes: &[u8]) {
    let Ok(received) = receive(bytes, &LIMITS, Distance::CloseUp) else { return };
    let limits = Limits::default();
    let stored = decode(&received.master, &limits).expect("what is stored can be read");
    assert!(stored.orientation.is_upright() && stored.profile.is_none());
    assert_eq!((stored.picture.width(), stored.picture.height()), (received.width, received.height));
    let again = receive(&received.master, &limits, Distance::CloseUp).expect("what was taken is taken again");
    let kept = decode(&again.master, &limits).expect("what is stored again can be read");
    assert!(kept.picture == stored.picture, "what is upright and sRGB keeps its pixels");
}

/// Cleaning a clip: no byte is added or lost, and what is clean stays as it is.
pub fn clip(bytes: &[u8]) {
    let limits = ClipLimits { max_bytes: 1_000_000, ..ClipLimits::default() };
    let mut once = bytes.to_vec();
    let Ok(clip) = clean(&mut once, &limits) else { return };
    assert_eq!(once.len(), bytes.len());
    let mut twice = once.clone();
    assert_eq!(clean(&mut twice, &limits), Ok(clip));
    assert!(twice == once, "cleaned twice is cleaned once");
}

/// What a page asks of the picture worker, its list of edits included: read back as it was written, and done to a small
/// picture.
pub fn job(bytes: &[u8]) {
    let Ok(job) = serde_json::from_slice::<Job>(bytes) else { return };
    let written = serde_json::to_vec(&job).expect("a job is JSON");
    assert_eq!(serde_json::from_slice::<Job>(&written).expect("its own JSON"), job);
    let grey = Picture::new(24, 16, vec![99; 24 * 16 * 3]).and_then(|grey| encode(&grey, 80)).expect("a grey picture");
    if let Ok(prepared) = prepare(&grey, &job.plan) {
        assert!(prepared.width.max(prepared.height) <= job.plan.max_side.max(1));
        assert!(decode(&prepared.jpeg, &LIMITS).is_ok());
    }
}

/// The marks on a picture: what may be kept is read back as it was.
pub fn layer(bytes: &[u8]) {
    let Ok(layer) = serde_json::from_slice::<Layer>(bytes) else { return };
    if layer.check(&LayerLimits::default()).is_ok() {
        let kept = serde_json::to_vec(&layer).expect("a layer is JSON");
        assert_eq!(serde_json::from_slice::<Layer>(&kept).expect("its own JSON"), layer);
    }
}

/// A form that somebody uploads: what is taken is the same when it is written and read again, and can be asked.
pub fn questionnaire(bytes: &[u8]) {
    let Ok(form) = Questionnaire::parse(bytes) else { return };
    let written = serde_json::to_vec(&*form).expect("a form is JSON");
    assert_eq!(Questionnaire::parse(&written).as_ref(), Ok(&form));
    let empty = Response::to(form.canonical());
    assert_eq!(
        form.validate(&form.as_sent(&empty), jiff::civil::Date::MAX),
        form.validate(&empty, jiff::civil::Date::MAX)
    );
}
