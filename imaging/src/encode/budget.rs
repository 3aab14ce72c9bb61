//! The best quality that fits into a number of bytes.

use crate::{Error, Picture, decode::Channels, resize};

/// Below this the blocks show; then fewer pixels look better than worse ones.
const QUALITY_FLOOR: u8 = 55;
/// A patient waits for each of them.
const MAX_ENCODINGS: usize = 4;
/// A result this full is not worth another try.
const FULL: f64 = 0.93;
/// What each further try aims at as long as none has fitted, as a share of the budget: the last one has to hit.
const AIMS: [f64; MAX_ENCODINGS - 1] = [0.97, 0.92, 0.75];
/// Bytes over the quantiser's step, both as logarithms: about this steep for photographs, until two tries tell.
const SLOPE: f64 = 0.65;

/// Encodes within `max_bytes`: at `quality` if that fits, else as near below it as four encodings can tell, down to a
/// floor; beyond that with fewer pixels.
pub(crate) fn encode_within(
    picture: Picture,
    channels: Channels,
    quality: u8,
    max_bytes: usize,
) -> Result<(Vec<u8>, Picture), Error> {
    search(picture, quality, max_bytes, |picture, quality| super::encode_stored(picture, channels, quality))
}

/// One encoding and what came of it.
#[derive(Clone, Copy)]
struct Try {
    quality: u8,
    bytes: f64,
}

fn search(
    mut picture: Picture,
    quality: u8,
    max_bytes: usize,
    mut encode: impl FnMut(&Picture, u8) -> Result<Vec<u8>, Error>,
) -> Result<(Vec<u8>, Picture), Error> {
    let budget = max_bytes as f64;
    let floor = QUALITY_FLOOR.min(quality);
    let (mut fits, mut too_big): (Option<(Try, Vec<u8>)>, Option<Try>) = (None, None);
    let (mut next, mut smallest) = (quality, usize::MAX);
    for done in 0..MAX_ENCODINGS {
        let jpeg = encode(&picture, next)?;
        smallest = smallest.min(jpeg.len());
        let tried = Try { quality: next, bytes: jpeg.len() as f64 };
        let before = if jpeg.len() <= max_bytes {
            fits.replace((tried, jpeg)).map(|(it, _)| it).or(too_big)
        } else {
            too_big.replace(tried).or(fits.as_ref().map(|(it, _)| *it))
        };
        let best = fits.as_ref().map(|(it, _)| *it);
        let ceiling = too_big.map_or(quality, |it| it.quality.saturating_sub(1));
        if best.is_some_and(|it| it.quality >= ceiling || it.bytes > budget * FULL) {
            break;
        }
        let Some(share) = AIMS.get(done) else { break };
        let aim = budget * if best.is_some() { 0.95 } else { *share };
        let wanted = quality_for(aim, tried, slope(tried, before));
        let at_floor = tried.bytes * (step(floor) / step(next)).powf(-SLOPE);
        // The floor itself is tried, unless it is far from fitting.
        if best.is_none() && wanted < f64::from(floor) && (next == floor || at_floor > budget * 1.3) {
            // Bytes follow area; a tenth less, because detail per pixel rises as the picture shrinks.
            let side = f64::from(picture.width().max(picture.height())) * (aim / at_floor).sqrt().min(1.0) * 0.9;
            picture = resize::fit(&picture, (side as u32).max(1))?;
            (next, too_big) = (floor, None);
            continue;
        }
        let lowest = best.map_or(floor, |it| it.quality + 1);
        next = (wanted as u8).clamp(lowest, ceiling.max(lowest));
    }
    let (_, jpeg) = fits.ok_or(Error::TooLarge { bytes: smallest, limit: max_bytes })?;
    Ok((jpeg, picture))
}

/// How much coarser than its table the quantiser is at a quality (libjpeg's `jpeg_quality_scaling`).
fn step(quality: u8) -> f64 {
    let quality = f64::from(quality.clamp(1, 99));
    if quality < 50.0 { 50.0 / quality } else { 2.0 - quality / 50.0 }
}

fn slope(now: Try, before: Option<Try>) -> f64 {
    let Some(before) = before.filter(|it| it.quality != now.quality) else { return SLOPE };
    let told = -(now.bytes / before.bytes).ln() / (step(now.quality) / step(before.quality)).ln();
    if told.is_finite() { told.clamp(0.3, 1.5) } else { SLOPE }
}

/// The quality at which `tried` would have had `bytes`; below 1 where none would.
fn quality_for(bytes: f64, tried: Try, slope: f64) -> f64 {
    let step = step(tried.quality) * (tried.bytes / bytes).powf(1.0 / slope);
    if step > 1.0 { 50.0 / step } else { (2.0 - step) * 50.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Distance,
        synthetic::{Lesion, SkinType, SyntheticImage},
    };

    #[test]
    fn four_encodings_find_the_best_quality_that_fits() {
        let image = SyntheticImage {
            seed: 8,
            skin: SkinType::IV,
            lesion: Lesion::Keratotic,
            distance: Distance::CloseUp,
            width: 480,
            height: 360,
            flaw: None,
        };
        let picture = image.picture().unwrap();
        let size = |quality| crate::encode(&picture, quality).unwrap().len();
        let (floor, best) = (size(QUALITY_FLOOR), size(92));
        for budget in [best, best - 1, (floor * 2 + best * 3) / 5, (floor + best) / 2, floor + 50, floor / 2, floor / 8]
        {
            let mut encodings = Vec::new();
            let (jpeg, sent) = search(picture.clone(), 92, budget, |picture, quality| {
                encodings.push(quality);
                crate::encode(picture, quality)
            })
            .unwrap();
            assert!(encodings.len() <= 4, "{encodings:?} for {budget}");
            assert!(jpeg.len() <= budget, "{} of {budget}", jpeg.len());
            let whole = sent.width() == picture.width();
            assert_eq!(whole, budget >= floor, "{} wide for {budget}, the floor needs {floor}", sent.width());
            // Either as asked, or nearly full.
            let asked = encodings == [92];
            assert!(asked == (budget == best), "{encodings:?}");
            let least = if whole { 75 } else { 40 };
            assert!(asked || jpeg.len() * 100 >= budget * least, "{} of {budget} after {encodings:?}", jpeg.len());
        }
    }
}
