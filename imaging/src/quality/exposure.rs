//! Exposure by what is lost, never by the mean: dark skin is not a dark picture (domain.md 3.2).

use super::{Finding, cover::Covered, thresholds};
use crate::Picture;

/// What was lost in the middle of a picture: people point the camera at what matters.
pub(super) struct Light {
    pub(super) crushed: f32,
    pub(super) blown: f32,
    pub(super) brightest: f32,
}

/// The middle's share of each side.
const MIDDLE: f32 = 0.7;
/// At or below, every channel: the sensor saw nothing.
const BLACK: u8 = 6;
/// At or above, every channel: the sensor was full.
const WHITE: u8 = 250;

pub(super) fn measure(picture: &Picture, covered: &Covered) -> Light {
    // Counts by the largest channel, and of white by the smallest: coloured light clips one channel long before
    // anything is lost to the eye.
    let mut by_largest = [0_u32; 256];
    let (mut total, mut crushed, mut blown) = (0_u32, 0_u32, 0_u32);
    let margin = |side: u32| (side as f32 * (1.0 - MIDDLE) / 2.0) as u32;
    let (left, top) = (margin(picture.width()), margin(picture.height()));
    for y in top..picture.height() - top {
        for x in left..picture.width() - left {
            if covered.is_at(x as usize, y as usize) {
                continue;
            }
            let [r, g, b] = picture.pixel(x, y);
            let largest = r.max(g).max(b);
            by_largest[usize::from(largest)] += 1;
            total += 1;
            crushed += u32::from(largest <= BLACK);
            blown += u32::from(r.min(g).min(b) >= WHITE);
        }
    }
    let share = |count: u32| count as f32 / total.max(1) as f32;
    Light { crushed: share(crushed), blown: share(blown), brightest: brightest(&by_largest, total) }
}

/// The value that only half a per cent of the pixels exceed; where all is covered, nothing is too dark.
fn brightest(by_largest: &[u32; 256], total: u32) -> f32 {
    if total == 0 {
        return 255.0;
    }
    let mut above = 0;
    for (value, count) in by_largest.iter().enumerate().rev() {
        above += count;
        if above > total / 200 {
            return value as f32;
        }
    }
    0.0
}

impl Light {
    /// What is wrong with the light, and what was measured.
    pub(super) fn finding(&self) -> Option<(Finding, f32)> {
        if self.brightest < thresholds::BRIGHTEST {
            Some((Finding::TooDark, self.brightest))
        } else if self.crushed > thresholds::CRUSHED {
            Some((Finding::TooDark, self.crushed))
        } else if self.blown > thresholds::BLOWN {
            Some((Finding::TooBright, self.blown))
        } else {
            None
        }
    }
}
