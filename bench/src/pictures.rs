//! A camera's photographs made ready to send, in the built site's own worker and by four libraries, in one Chromium.

use std::{fs, path::PathBuf};

use imaging::{
    Plan,
    synthetic::{Camera, Colours},
};
use serde::{Deserialize, Serialize};

use crate::{
    Result, chromium, folders,
    photograph::{MP_12, MP_24, MP_48, MP_108, PLAIN, enlarged, photograph},
    quality::Reference,
    report::Row,
    say,
};

/// A file, and what of it is compared.
struct Photograph {
    name: &'static str,
    words: &'static str,
    sides: (u32, u32),
    camera: Camera,
    /// With the peers at every quality, for bytes at equal scores, and with everybody's memory.
    thorough: bool,
}

const PHOTOGRAPHS: [Photograph; 5] = [
    Photograph { name: "12", words: "12 MP", sides: MP_12, camera: PLAIN, thorough: true },
    Photograph { name: "24", words: "24 MP", sides: MP_24, camera: PLAIN, thorough: false },
    Photograph { name: "48", words: "48 MP", sides: MP_48, camera: PLAIN, thorough: true },
    Photograph {
        name: "turned",
        words: "12 MP, orientation 6",
        sides: MP_12,
        camera: Camera { orientation: 6, ..PLAIN },
        thorough: false,
    },
    Photograph {
        name: "p3",
        words: "12 MP, Display P3",
        sides: MP_12,
        camera: Camera { colours: Colours::DisplayP3, ..PLAIN },
        thorough: false,
    },
];

/// No browser's canvas holds it, so nobody else is asked.
const HUGE: &str = "108";

const OURS: &str = "ours";
const MOZJPEG: &str = "@jsquash/jpeg";
/// The first is the one to be as fast as.
const PEERS: [&str; 4] = ["browser-image-compression", "compressorjs", "pica", MOZJPEG];

/// JPEG qualities at which the peers are asked again, to compare bytes at equal scores.
const QUALITIES: [u8; 6] = [70, 76, 82, 86, 90, 94];

#[derive(Debug, Serialize)]
struct Order {
    site: String,
    /// Here stands `12.jpg`; beside it what comes out: `12-ours-82.jpg`, `12-pica-90.jpg`.
    folder: String,
    pictures: Vec<Asked>,
    rounds: usize,
    plan: Plan,
    qualities: Vec<u8>,
}

#[derive(Debug, Serialize)]
struct Asked {
    name: String,
    tools: Vec<&'static str>,
    thorough: bool,
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
    /// The most that the page's process had at once, in a browser of its own.
    peak_bytes: Option<f64>,
}

pub(crate) fn measure(rounds: usize) -> Result<Vec<Row>> {
    fs::create_dir_all(folder())?;
    let write = |name: &str, jpeg: Vec<u8>| fs::write(folder().join(format!("{name}.jpg")), jpeg);
    for it in &PHOTOGRAPHS {
        write(it.name, photograph(12, it.sides, &it.camera)?)?;
    }
    write(HUGE, enlarged(108, MP_108, 4, &PLAIN)?)?;
    let everybody: Vec<&str> = [OURS].into_iter().chain(PEERS).collect();
    let asked = PHOTOGRAPHS.iter().map(|it| Asked {
        name: it.name.to_owned(),
        tools: everybody.clone(),
        thorough: it.thorough,
    });
    let huge = Asked { name: HUGE.to_owned(), tools: vec![OURS], thorough: true };
    let plan = Plan::default();
    let order = Order {
        site: folders::site().display().to_string(),
        folder: folder().display().to_string(),
        pictures: asked.chain([huge]).collect(),
        rounds,
        plan: plan.clone(),
        qualities: QUALITIES.to_vec(),
    };
    let done: Vec<Done> = chromium::run("pictures.mjs", &order)?;
    say("what is left of the photographs");
    let mut rows = Vec::new();
    for it in &PHOTOGRAPHS {
        rows.extend(compare(it, &done, plan.quality)?);
    }
    let huge = find(&done, HUGE, OURS)?;
    rows.push(Row::new("108 MP", "time, median", "ms", huge.ms));
    rows.extend(huge.peak_bytes.map(|bytes| Row::new("108 MP", "peak memory", "MB", bytes / 1e6)));
    Ok(rows)
}

fn folder() -> PathBuf {
    folders::out().join("pictures")
}

/// What a tool made of a picture.
fn made(picture: &str, tool: &str, quality: u8) -> PathBuf {
    folder().join(format!("{picture}-{}-{quality}.jpg", tool.replace('/', "_")))
}

fn find<'a>(done: &'a [Done], picture: &str, tool: &str) -> Result<&'a Done> {
    let found = done.iter().find(|it| it.picture == picture && it.tool == tool);
    Ok(found.ok_or_else(|| format!("nothing came from {tool} for {picture}"))?)
}

fn compare(photograph: &Photograph, done: &[Done], quality: u8) -> Result<Vec<Row>> {
    let name = photograph.name;
    let ours = find(done, name, OURS)?;
    let original = fs::read(folder().join(format!("{name}.jpg")))?;
    let reference = Reference::of(&original, photograph.camera.orientation, ours.width, ours.height)?;
    let our_jpeg = fs::read(made(name, OURS, quality))?;
    let our_score = reference.score(&our_jpeg)?;
    let our_colours = reference.colour_difference(&our_jpeg)?;

    let row = |metric: &str, unit: &str, ours: f64| Row::new(photograph.words, metric, unit, ours);
    let mut rows = Vec::new();
    for (number, peer) in PEERS.into_iter().enumerate() {
        let theirs = find(done, name, peer)?;
        let their_jpeg = fs::read(made(name, peer, quality))?;
        let time = row("time, median", "ms", ours.ms).beside(peer, theirs.ms);
        rows.push(match peer {
            _ if number == 0 => time.at_most_times(1.0),
            MOZJPEG if photograph.sides == MP_12 => time.at_most_times(0.6),
            _ => time,
        });
        let task = row("longest main-thread task", "ms", ours.longest_task_ms).beside(peer, theirs.longest_task_ms);
        rows.push(if number == 0 { task.under(50.0) } else { task });
        let colours =
            row("mean colour difference, ΔE", "", our_colours).beside(peer, reference.colour_difference(&their_jpeg)?);
        rows.push(if number == 0 { colours.under(2.0) } else { colours });
        if let (Some(ours), Some(theirs)) = (ours.peak_bytes, theirs.peak_bytes) {
            rows.push(row("peak memory", "MB", ours / 1e6).beside(peer, theirs / 1e6));
        }
        if photograph.thorough {
            let points = points(&reference, name, peer)?;
            rows.push(
                row("SSIMULACRA2 at the plan's quality", "", our_score).beside(peer, reference.score(&their_jpeg)?),
            );
            if let Some(bytes) = bytes_at(&points, our_score) {
                let equal = row("bytes at equal SSIMULACRA2", "bytes", our_jpeg.len() as f64).beside(peer, bytes);
                rows.push(equal.at_most_times(if peer == MOZJPEG { 1.0 } else { 0.8 }));
            }
        }
    }
    Ok(rows)
}

/// What a peer made at one quality.
struct Point {
    bytes: f64,
    score: f64,
}

fn points(reference: &Reference, picture: &str, tool: &str) -> Result<Vec<Point>> {
    let point = |quality| {
        let jpeg = fs::read(made(picture, tool, quality))?;
        Ok(Point { bytes: jpeg.len() as f64, score: reference.score(&jpeg)? })
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
