//! What a patient's phone fetches from opening the texted link until the camera can be opened, and how busy its page is
//! with a photograph.

use std::{fs, path::PathBuf};

use imaging::synthetic::Camera;
use serde::{Deserialize, Serialize};

use crate::{
    Result, chromium, folders,
    photograph::{MP_12, photograph},
    report::Row,
    server::{Demo, Server},
};

#[derive(Debug, Serialize)]
struct Order {
    url: String,
    /// ISO 8601.
    date_of_birth: String,
    /// A file to choose.
    picture: PathBuf,
}

#[derive(Debug, Deserialize)]
struct Fetched {
    /// From the link's first page, through the questions, to the camera's button.
    journey: Vec<Resource>,
    /// The photos page alone, with nothing kept from before.
    photos: Vec<Resource>,
    /// Frames of the camera's preview, of which the camera gives 30 a second.
    judged_per_second: f64,
    /// The longest main-thread task while a 12-megapixel picture was chosen and made ready in the real page.
    longest_task_ms: f64,
    drawing: StrokeTiming,
}

/// A long line drawn over that picture.
#[derive(Debug, Deserialize)]
struct StrokeTiming {
    longest_task_ms: f64,
    /// 60 at most: what the browser aims at.
    frames_per_second: f64,
}

#[derive(Debug, Deserialize)]
struct Resource {
    /// Without its hash.
    name: String,
    /// As sent, headers included.
    bytes: f64,
}

pub(crate) fn measure(server: &Server, demo: &Demo) -> Result<Vec<Row>> {
    let link = demo.patient_links.first().ok_or("no patient's link in the demonstration data")?;
    let token = link.url.rsplit('/').next().unwrap_or_default();
    let picture = folders::out().join("photograph.jpg");
    fs::write(&picture, photograph(12, MP_12, &Camera::default())?)?;
    let order = Order { url: format!("{}/p/{token}", server.url), date_of_birth: link.date_of_birth.clone(), picture };
    let fetched: Fetched = chromium::run("weight.mjs", &order)?;
    let kilobytes = |resources: &[Resource]| resources.iter().map(|it| it.bytes).sum::<f64>() / 1_000.0;
    let mut rows = vec![
        Row::new("patient's phone", "link to camera, in all", "kB", kilobytes(&fetched.journey)).under(350.0),
        Row::new("patient's phone", "photos page opened cold", "kB", kilobytes(&fetched.photos)).under(350.0),
    ];
    for resource in &fetched.photos {
        rows.push(Row::new("photos page opened cold", &resource.name, "kB", resource.bytes / 1_000.0));
    }
    rows.push(Row::new("camera", "frames judged a second", "", fetched.judged_per_second).at_least(10.0));
    rows.push(
        Row::new("photos page", "longest main-thread task, a 12 MP file chosen", "ms", fetched.longest_task_ms)
            .under(50.0),
    );
    let StrokeTiming { longest_task_ms, frames_per_second } = fetched.drawing;
    let case = "drawing on a 12 MP picture";
    rows.push(Row::new(case, "longest main-thread task", "ms", longest_task_ms).under(50.0));
    rows.push(Row::new(case, "frames a second", "", frames_per_second).at_least(58.0));
    Ok(rows)
}
