//! MP4 and QuickTime: boxes within boxes (ISO/IEC 14496-12). Each level keeps the boxes that it knows to be needed and
//! blanks all others, so that a maker's invention of next year goes too.

mod boxes;
mod fragment;
mod samples;
mod track;

use std::ops::Range;

use boxes::{Atom, atoms, be32, be64, blank};
use track::Track;

use super::{Budget, ClipError, ClipKind, MOST_PARTS};

/// A phone's clip has up to eight: pictures, sound, and its notes.
const MOST_TRACKS: usize = 32;

/// By the main brand of the `ftyp` box, whose first bytes these are. The brands of still pictures (HEIC, AVIF) and of
/// sound alone are not clips.
pub(super) fn kind(brand: &[u8]) -> Option<ClipKind> {
    match brand.first_chunk::<4>()? {
        b"qt  " => Some(ClipKind::QuickTime),
        b"isom" | b"iso2" | b"iso3" | b"iso4" | b"iso5" | b"iso6" | b"iso7" | b"iso8" | b"iso9" | b"mp41" | b"mp42"
        | b"mp71" | b"avc1" | b"hvc1" | b"av01" | b"M4V " | b"M4VH" | b"M4VP" | b"MSNV" | b"dash" | b"3gp4"
        | b"3gp5" | b"3gp6" | b"3gp7" | b"3gr6" | b"3g2a" => Some(ClipKind::Mp4),
        _ => None,
    }
}

/// Cleans the file in place and answers how many milliseconds it plays.
pub(super) fn clean(bytes: &mut [u8]) -> Result<u64, ClipError> {
    let mut budget = Budget(MOST_PARTS);
    let (mut movie, mut media, mut fragments) = (None, Vec::new(), Vec::new());
    for atom in atoms(bytes, 0..bytes.len(), &mut budget)? {
        match &atom.kind {
            b"ftyp" | b"styp" | b"sidx" | b"mfra" => {}
            b"mdat" => media.push(atom.body),
            b"moof" => fragments.push(atom),
            b"moov" if movie.is_none() => movie = Some(clean_movie(bytes, &atom, &mut budget)?),
            b"moov" => return Err(ClipError::Damaged),
            _ => blank(bytes, &atom),
        }
    }
    let movie = movie.ok_or(ClipError::Damaged)?;
    if movie.tracks.iter().all(|track| !track.is_video) {
        return Err(ClipError::NotAVideo);
    }
    let mut milliseconds = movie.tracks.iter().map(|track| track.milliseconds).fold(movie.milliseconds, u64::max);
    if fragments.is_empty() {
        let kept = movie.tracks.iter().flat_map(|track| track.frames.iter().cloned()).collect();
        keep_only(bytes, &media, kept);
    } else if movie.tracks.iter().any(|track| !track.is_video) {
        // Where a fragment's sound lies is not worked out here, so it could not be taken out.
        return Err(ClipError::Unsupported);
    }
    for atom in &fragments {
        milliseconds = milliseconds.max(fragment::clean(bytes, atom, &movie.tracks, &mut budget)?);
    }
    if milliseconds == 0 { Err(ClipError::Damaged) } else { Ok(milliseconds) }
}

struct Movie {
    milliseconds: u64,
    tracks: Vec<Track>,
}

fn clean_movie(bytes: &mut [u8], movie: &Atom, budget: &mut Budget) -> Result<Movie, ClipError> {
    let (mut milliseconds, mut tracks) = (None, Vec::new());
    for atom in atoms(bytes, movie.body.clone(), budget)? {
        match &atom.kind {
            b"mvhd" => {
                let header = clean_header(bytes, &atom)?;
                milliseconds = Some(header.milliseconds());
            }
            b"trak" if tracks.len() == MOST_TRACKS => return Err(ClipError::Damaged),
            b"trak" => tracks.push(track::clean(bytes, &atom, budget)?),
            b"mvex" => {
                for atom in atoms(bytes, atom.body, budget)? {
                    match &atom.kind {
                        b"mehd" => {}
                        b"trex" => note_frame_length(bytes, &atom, &mut tracks)?,
                        _ => blank(bytes, &atom),
                    }
                }
            }
            _ => blank(bytes, &atom),
        }
    }
    Ok(Movie { milliseconds: milliseconds.ok_or(ClipError::Damaged)?, tracks })
}

/// `trex`: version and flags, the track, its default sample description, and how long a frame lasts.
fn note_frame_length(bytes: &[u8], atom: &Atom, tracks: &mut [Track]) -> Result<(), ClipError> {
    let id = be32(bytes, &atom.body, 4)?;
    let length = be32(bytes, &atom.body, 12)?;
    tracks.iter_mut().filter(|track| track.id == id).for_each(|track| track.frame_length = length);
    Ok(())
}

/// What `mvhd` and `mdhd` say alike.
struct Header {
    timescale: u32,
    length: u64,
}

impl Header {
    fn milliseconds(&self) -> u64 {
        milliseconds(self.length, self.timescale)
    }
}

/// Reads a header and takes its two times out: version and flags, created, changed, units a second, length.
fn clean_header(bytes: &mut [u8], atom: &Atom) -> Result<Header, ClipError> {
    let body = atom.body.clone();
    clean_times(bytes, atom)?;
    if be32(bytes, &body, 0)? >> 24 == 1 {
        let (timescale, length) = (be32(bytes, &body, 20)?, be64(bytes, &body, 24)?);
        // All ones: not known.
        Ok(Header { timescale, length: if length == u64::MAX { 0 } else { length } })
    } else {
        let (timescale, length) = (be32(bytes, &body, 12)?, be32(bytes, &body, 16)?);
        Ok(Header { timescale, length: if length == u32::MAX { 0 } else { u64::from(length) } })
    }
}

/// When it was made and changed: two times of 32 bits after version and flags, of 64 in version 1.
fn clean_times(bytes: &mut [u8], atom: &Atom) -> Result<(), ClipError> {
    let width = if be32(bytes, &atom.body, 0)? >> 24 == 1 { 16 } else { 8 };
    let from = atom.body.start + 4;
    bytes[..atom.body.end].get_mut(from..from + width).ok_or(ClipError::Damaged)?.fill(0);
    Ok(())
}

fn milliseconds(length: u64, timescale: u32) -> u64 {
    length.saturating_mul(1_000).checked_div(u64::from(timescale)).unwrap_or(0)
}

/// Zeroes of the media all that no kept frame lies in.
fn keep_only(bytes: &mut [u8], media: &[Range<usize>], mut kept: Vec<Range<usize>>) {
    kept.sort_unstable_by_key(|range| range.start);
    kept.dedup_by(|next, before| {
        let touches = next.start <= before.end;
        if touches {
            before.end = before.end.max(next.end);
        }
        touches
    });
    for part in media {
        let mut from = part.start;
        for range in &kept[kept.partition_point(|range| range.end <= part.start)..] {
            if range.start >= part.end {
                break;
            }
            if range.start > from {
                bytes[from..range.start].fill(0);
            }
            from = range.end;
        }
        if from < part.end {
            bytes[from..part.end].fill(0);
        }
    }
}
