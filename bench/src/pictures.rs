//! A camera's photograph made ready to send, in the built site's own worker and by two libraries, in one Chromium.

use std::fs;

use imaging::Plan;
use serde::{Deserialize, Serialize};

use crate::{
    Result, chromium, folders,
    photograph::{MP_12, MP_48, photograph},
    quality::Reference,
    report::Row,
    say,
};

/// Megapixels, and sides upright.
const CAMERAS: [(u32, (u32, u32)); 2] = [(12, MP_12), (48, MP_48)];

const PEERS: [&str; 2] = ["browser-image-compression", "compressorjs"];

/// JPEG qualities at which the peers are asked again, to compare bytes at equal scores.
const QUALITIES: [u8; 6] = [70, 76, 82, 86, 90, 94];

#[derive(Debug, Serialize)]
struct Order {
    site: String,
    folder: String,
    /// Beside it stands what comes out: `12-ours.jpg`, `12-compressorjs-82.jpg`.
    pictures: Vec<String>,
    rounds: usize,
    plan: Plan,
    qualities: Vec<u8>,
}

/// What one tool did with one picture, at the plan's quality.
#[derive(Debug, Deserialize)]
struct Done {
    picture: String,
    tool: String,
    /// Median, from the file to the JPEG.
    ms: f64,
    /// The longest task of the page's main thread, from a trace.
    longest_task_ms: f64,
    width: u32,
    height: u32,
}

pub(crate) fn measure(rounds: usize) -> Result<Vec<Row>> {
    let folder = folders::out().join("pictures");
    fs::create_dir_all(&folder)?;
    for (megapixels, sides) in CAMERAS {
        fs::write(folder.join(format!("{megapixels}.jpg")), photograph(u64::from(megapixels), sides)?)?;
    }
    let plan = Plan::default();
    let order = Order {
        site: folders::site().display().to_string(),
        folder: folder.display().to_string(),
        pictures: CAMERAS.iter().map(|(megapixels, _)| megapixels.to_string()).collect(),
        rounds,
        plan,
        qualities: QUALITIES.to_vec(),
    };
    let done: Vec<Done> = chromium::run("pictures.mjs", &order)?;
    say("what is left of the photographs");
    let mut rows = Vec::new();
    for (megapixels, _) in CAMERAS {
        rows.extend(compare(megapixels, &done, plan.quality)?);
    }
    Ok(rows)
}

fn compare(megapixels: u32, done: &[Done], quality: u8) -> Result<Vec<Row>> {
    let file = |name: String| fs::read(folders::out().join("pictures").join(name));
    let find = |tool: &str| {
        let found = done.iter().find(|it| it.picture == megapixels.to_string() && it.tool == tool);
        found.ok_or_else(|| format!("nothing came from {tool} for {megapixels} megapixels"))
    };
    let ours = find("ours")?;
    let reference = Reference::of(&file(format!("{megapixels}.jpg"))?, ours.width, ours.height)?;
    let our_jpeg = file(format!("{megapixels}-ours.jpg"))?;
    let our_score = reference.score(&our_jpeg)?;
    let our_bytes = our_jpeg.len() as f64;

    let case = format!("{megapixels} MP photograph");
    let row = |metric: &str, unit: &str, ours: f64| Row::new(&case, metric, unit, ours);
    let mut rows = Vec::new();
    for (number, peer) in PEERS.into_iter().enumerate() {
        let theirs = find(peer)?;
        let points = points(&reference, |quality| file(format!("{megapixels}-{peer}-{quality}.jpg")))?;
        let at_plan = points.iter().find(|point| point.quality == quality).ok_or("the plan's quality was not tried")?;
        let time = row("time, median", "ms", ours.ms).beside(peer, theirs.ms);
        let equal = bytes_at(&points, our_score)
            .map(|bytes| row("bytes at equal SSIMULACRA2", "bytes", our_bytes).beside(peer, bytes));
        let task = row("longest main-thread task", "ms", ours.longest_task_ms).beside(peer, theirs.longest_task_ms);
        let is_first = number == 0;
        rows.push(if is_first { time.at_most_times(1.0) } else { time });
        rows.push(row("bytes at the plan's quality", "bytes", our_bytes).beside(peer, at_plan.bytes));
        rows.push(row("SSIMULACRA2 at the plan's quality", "", our_score).beside(peer, at_plan.score));
        rows.extend(equal.map(|equal| if is_first { equal.at_most_times(1.0) } else { equal }));
        rows.push(if is_first { task.under(50.0) } else { task });
    }
    Ok(rows)
}

/// What a peer made at one quality.
struct Point {
    quality: u8,
    bytes: f64,
    score: f64,
}

fn points(reference: &Reference, file: impl Fn(u8) -> std::io::Result<Vec<u8>>) -> Result<Vec<Point>> {
    let point = |quality| {
        let jpeg = file(quality)?;
        Ok(Point { quality, bytes: jpeg.len() as f64, score: reference.score(&jpeg)? })
    };
    QUALITIES.into_iter().map(point).collect()
}

/// The bytes a peer would need for `score`, on the straight line between the two qualities around it.
fn bytes_at(points: &[Point], score: f64) -> Option<f64> {
    points.windows(2).find_map(|pair| {
        let (low, high) = (&pair[0], &pair[1]);
        let share = (score - low.score) / (high.score - low.score);
        (0.0..=1.0).contains(&share).then_some(low.bytes + share * (high.bytes - low.bytes))
    })
}
