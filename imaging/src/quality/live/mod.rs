//! Looking on while a picture is taken: one thing to do now, or that all is well. Made for preview frames of about
//! 320 pixels on the longer side, about ten a second, in the picture worker.

mod advice;
mod held;
mod motion;

use serde::{Deserialize, Serialize};

use self::{held::Held, motion::Trace};
use super::{Finding, colour, cover::Covered, exposure, glare, sharpness, thresholds};
use crate::Picture;

pub use advice::Advice;

/// What the picture is meant to show.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LiveView {
    /// Where on the body.
    #[default]
    Overview,
    /// One lesion from about 20 cm.
    CloseUp,
}

/// What one frame shows, and what to say about it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct QuickCheck {
    /// As in [`super::Report::sharpness`], but of the small frame.
    pub sharpness: f32,
    /// Shares of the middle, 0.0 to 1.0, as in [`super::Report`].
    pub crushed: f32,
    pub blown: f32,
    /// 0 to 255.
    pub brightest: f32,
    /// As in [`super::Report::cast`].
    pub cast: f32,
    /// The share of the middle that mirrors a lamp, 0.0 to 1.0.
    pub glare: f32,
    /// 1.0 stands still; 0.0 moves by a fiftieth of the picture from frame to frame.
    pub steadiness: f32,
    /// The one thing to do now; it has lasted for some frames and will for some more.
    pub advice: Option<Advice>,
    /// All has been well and still for well over half a second: the moment to take the picture.
    pub ready: bool,
}

/// Remembers of the frames before what steadiness and patience need; no pixels of more than one small, grey frame.
#[derive(Debug, Clone, Default)]
pub struct Watch {
    before: Option<Trace>,
    advice: Held,
    /// Frames that were still and well lit but soft, since the last sharp one.
    soft: u32,
    /// Frames running in which all was well.
    well: u32,
}

impl Watch {
    /// Looks at the next frame: upright, sRGB.
    pub fn see(&mut self, frame: &Picture, view: LiveView) -> QuickCheck {
        let light = exposure::measure(frame, &Covered::NOTHING);
        let sharpness = sharpness::measure(frame, &Covered::NOTHING, &sharpness::FINE).sharpness;
        let colour = colour::measure(frame);
        let glare = glare::measure(frame);
        let steadiness = self.steadiness(frame);
        let is_steady = steadiness >= thresholds::live::STEADY;
        let is_sharp = sharpness >= thresholds::live::SHARPNESS;

        self.soft = match (is_sharp, is_steady && light.finding().is_none()) {
            (true, _) => 0,
            (false, true) => self.soft.saturating_add(1),
            (false, false) => self.soft,
        };
        let now = if !is_steady {
            Some(Advice::HoldStill)
        } else if let Some((finding, _)) = light.finding() {
            Some(if finding == Finding::TooBright { Advice::LessLight } else { Advice::MoreLight })
        } else if glare > thresholds::GLARE {
            Some(Advice::TurnFromGlare)
        } else if view == LiveView::CloseUp && colour.is_far() && colour.cast <= thresholds::CAST {
            Some(Advice::MoveCloser)
        } else if !is_sharp {
            self.out_of_focus(view)
        } else if colour.cast > thresholds::CAST {
            Some(Advice::ColourCast)
        } else {
            None
        };
        self.well = if now.is_none() && is_sharp { self.well.saturating_add(1) } else { 0 };
        let advice = self.advice.show(now);
        QuickCheck {
            sharpness,
            crushed: light.crushed,
            blown: light.blown,
            brightest: light.brightest,
            cast: colour.cast,
            glare,
            steadiness,
            advice,
            ready: advice.is_none() && self.well >= thresholds::live::READY_AFTER,
        }
    }

    fn steadiness(&mut self, frame: &Picture) -> f32 {
        let now = Trace::of(frame);
        let moved = self.before.as_ref().and_then(|before| now.moved_since(before));
        self.before = Some(now);
        moved.map_or(0.0, |moved| (1.0 - moved / thresholds::live::UNSTEADY).clamp(0.0, 1.0))
    }

    /// A camera takes a moment to focus; only then is it too near, and only when going back did not help is it the lens.
    fn out_of_focus(&self, view: LiveView) -> Option<Advice> {
        use thresholds::live::{LENS_AFTER, TOO_NEAR_AFTER};
        match view {
            _ if self.soft >= LENS_AFTER => Some(Advice::WipeLens),
            LiveView::CloseUp if self.soft >= TOO_NEAR_AFTER => Some(Advice::MoveFurtherAway),
            LiveView::CloseUp | LiveView::Overview => None,
        }
    }
}
