use domain::image::View;
#[cfg(feature = "hydrate")]
use imaging::quality::Finding;
use words::say;

/// What a view is called.
pub fn view_name(view: View) -> String {
    say!(match view {
        View::Overview => "photos.overview",
        View::CloseUp => "photos.close_up",
        View::Dermoscopic => "photos.dermoscopic",
        View::Lateral => "photos.lateral",
        View::Other => "photos.other",
    })
}

/// How to take it, in one or two sentences.
pub fn view_tip(view: View) -> String {
    say!(match view {
        View::Overview => "photos.overview_tip",
        View::CloseUp => "photos.close_up_tip",
        View::Dermoscopic => "photos.dermoscopic_tip",
        View::Lateral => "photos.lateral_tip",
        View::Other => "photos.other_tip",
    })
}

/// What a person may do about a finding.
#[cfg(feature = "hydrate")]
pub fn advice(finding: Finding) -> String {
    say!(match finding {
        Finding::Blurred => "quality.blurred",
        Finding::TooDark => "quality.too_dark",
        Finding::TooBright => "quality.too_bright",
        Finding::TooSmall => "quality.too_small",
        Finding::Small => "quality.small",
        Finding::SmallCloseUp => "quality.small_close_up",
    })
}

/// Why a file was not taken and what to do, from the code that the worker or the server gave.
pub fn refusal(code: &str) -> String {
    say!(match code {
        "empty" => "refused.empty",
        "not_a_picture" => "refused.not_a_picture",
        "heic" => "refused.heic",
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
        "closed" => "refused.closed",
        "signed_out" => "refused.signed_out",
        _ => "refused.failed",
    })
}
