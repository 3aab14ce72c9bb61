#[cfg(feature = "hydrate")]
use domain::image::KeptBecause;
use domain::{
    guide::{Guide, Subject},
    image::View,
};
#[cfg(feature = "hydrate")]
use imaging::{
    edit::Step,
    quality::{Finding, live::Advice},
};
use leptos::prelude::use_context;
use locales::say;

#[cfg(feature = "hydrate")]
use super::edit::Change;

/// What the page's pictures are about; a lesion where no [`Guide`] was provided.
fn subject() -> Subject {
    use_context::<Guide>().unwrap_or_default().subject
}

/// What a view is called.
pub fn view_name(view: View) -> String {
    say!(match (view, subject()) {
        (View::Overview, Subject::Lesion) => "photos.overview",
        (View::Overview, Subject::Rash) => "photos.rash_overview",
        (View::CloseUp, Subject::Lesion) => "photos.close_up",
        (View::CloseUp, Subject::Rash) => "photos.rash_close_up",
        (View::Dermoscopic, _) => "photos.dermoscopic",
        (View::Lateral, _) => "photos.lateral",
        (View::Other, _) => "photos.other",
    })
}

/// How to take it, in one or two sentences.
pub fn view_tip(view: View) -> String {
    say!(match (view, subject()) {
        (View::Overview, Subject::Lesion) => "photos.overview_tip",
        (View::Overview, Subject::Rash) => "photos.rash_overview_tip",
        (View::CloseUp, Subject::Lesion) => "photos.close_up_tip",
        (View::CloseUp, Subject::Rash) => "photos.rash_close_up_tip",
        (View::Dermoscopic, _) => "photos.dermoscopic_tip",
        (View::Lateral, Subject::Lesion) => "photos.lateral_tip",
        (View::Lateral, Subject::Rash) => "photos.rash_lateral_tip",
        (View::Other, _) => "photos.other_tip",
    })
}

/// What a person may do about a finding; `cut`: they cut the picture themselves.
#[cfg(feature = "hydrate")]
pub fn advice(finding: Finding, cut: bool) -> String {
    say!(match finding {
        Finding::TooSmall | Finding::Small | Finding::SmallCloseUp if cut => "quality.small_cut",
        Finding::Blurred => "quality.blurred",
        Finding::TooDark => "quality.too_dark",
        Finding::TooBright => "quality.too_bright",
        Finding::MiddleBlurred => "quality.middle_blurred",
        Finding::Glare => "quality.glare",
        Finding::ColourCast => "quality.colour_cast",
        Finding::Empty => "quality.empty",
        Finding::TooFar => "quality.too_far",
        Finding::TooSmall => "quality.too_small",
        Finding::Small => "quality.small",
        Finding::SmallCloseUp => "quality.small_close_up",
    })
}

/// Why a picture with a fault is kept.
#[cfg(feature = "hydrate")]
pub fn because(why: KeptBecause) -> String {
    say!(match why {
        KeptBecause::NoBetter => "because.no_better",
        KeptBecause::ItMoves => "because.it_moves",
        KeptBecause::HardToReach => "because.hard_to_reach",
        KeptBecause::BestOfSeveral => "because.best_of_several",
    })
}

/// What "Undo" and "Redo" mean.
#[cfg(feature = "hydrate")]
pub fn step_name(change: &Change) -> String {
    say!(match change {
        Change::Shape(Step::Turn) => "step.turn",
        Change::Shape(Step::Straighten { .. }) => "step.straighten",
        Change::Shape(Step::Crop(_)) => "step.crop",
        Change::Shape(Step::Hide(_)) => "step.hide",
        Change::Mark(_) => "step.mark",
    })
}

/// The one thing to do now, before a picture is taken.
#[cfg(feature = "hydrate")]
pub fn live_advice(advice: Advice) -> String {
    say!(match advice {
        Advice::HoldStill => "live.hold_still",
        Advice::MoreLight => "live.more_light",
        Advice::LessLight => "live.less_light",
        Advice::TurnFromGlare => "live.turn_from_glare",
        Advice::MoveCloser => "live.move_closer",
        Advice::MoveFurtherAway => "live.move_further_away",
        Advice::WipeLens => "live.wipe_lens",
        Advice::ColourCast => "live.colour_cast",
    })
}

/// Why a file was not taken and what to do, from the code that the worker or the server gave.
pub fn refusal(code: &str) -> String {
    let format = match code {
        "heic" => "HEIC",
        "avif" => "AVIF",
        "jpeg_xl" => "JPEG XL",
        "tiff" => "TIFF",
        "bmp" => "BMP",
        "raw" => "RAW",
        "dicom" => "DICOM",
        _ => "",
    };
    if !format.is_empty() {
        return say!("refused.format", format = format);
    }
    say!(match code {
        "empty" => "refused.empty",
        "not_a_picture" => "refused.not_a_picture",
        "rare_jpeg" | "unsupported" => "refused.rare",
        "pdf" => "refused.pdf",
        "video" => "refused.video",
        "animated" => "refused.animated",
        "damaged" => "refused.damaged",
        "too_many_pixels" => "refused.too_many_pixels",
        "too_large" => "refused.too_large",
        "too_many" => "refused.too_many",
        "not_a_video" => "refused.not_a_video",
        "video_damaged" => "refused.video_damaged",
        "video_too_long" => "refused.video_too_long",
        "video_too_large" => "refused.video_too_large",
        "too_many_videos" => "refused.too_many_videos",
        "unreadable" => "refused.unreadable",
        "video_unreadable" => "refused.video_unreadable",
        "closed" => "refused.closed",
        _ => "refused.failed",
    })
}
