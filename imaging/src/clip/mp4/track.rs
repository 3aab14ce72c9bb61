use std::ops::Range;

use super::{
    Budget, ClipError,
    boxes::{Atom, atoms, be32, blank},
    clean_header, clean_times,
    samples::frames,
};

/// One track of pictures; of any other, nothing is left but this note that there was one.
pub(super) struct Track {
    pub(super) id: u32,
    pub(super) is_video: bool,
    pub(super) timescale: u32,
    pub(super) milliseconds: u64,
    /// Where its frames lie in the file; none of them when it comes in fragments.
    pub(super) frames: Vec<Range<usize>>,
    /// How long a frame of its fragments lasts, where they do not say.
    pub(super) frame_length: u32,
}

/// Cleans a track of pictures, and blanks any other: sound, subtitles, a phone's notes of where and how it was held.
pub(super) fn clean(bytes: &mut [u8], whole: &Atom, budget: &mut Budget) -> Result<Track, ClipError> {
    let mut track =
        Track { id: 0, is_video: false, timescale: 0, milliseconds: 0, frames: Vec::new(), frame_length: 0 };
    for atom in atoms(bytes, whole.body.clone(), budget)? {
        match &atom.kind {
            b"tkhd" => {
                let is_long = be32(bytes, &atom.body, 0)? >> 24 == 1;
                track.id = be32(bytes, &atom.body, if is_long { 20 } else { 12 })?;
                clean_times(bytes, &atom)?;
            }
            b"edts" | b"tapt" => {}
            b"mdia" => clean_media(bytes, &atom, &mut track, budget)?,
            _ => blank(bytes, &atom),
        }
    }
    if !track.is_video {
        blank(bytes, whole);
    }
    Ok(track)
}

fn clean_media(bytes: &mut [u8], media: &Atom, track: &mut Track, budget: &mut Budget) -> Result<(), ClipError> {
    let inside = atoms(bytes, media.body.clone(), budget)?;
    let handler = inside.iter().find(|atom| &atom.kind == b"hdlr").ok_or(ClipError::Damaged)?;
    track.is_video = be32(bytes, &handler.body, 8)?.to_be_bytes() == *b"vide";
    if !track.is_video {
        return Ok(());
    }
    for atom in inside {
        match &atom.kind {
            b"mdhd" => {
                let header = clean_header(bytes, &atom)?;
                (track.timescale, track.milliseconds) = (header.timescale, header.milliseconds());
            }
            b"hdlr" => clean_handler(bytes, &atom),
            b"elng" => {}
            b"minf" => {
                for atom in atoms(bytes, atom.body, budget)? {
                    match &atom.kind {
                        b"vmhd" => {}
                        b"hdlr" => clean_handler(bytes, &atom),
                        b"dinf" => clean_references(bytes, &atom, budget)?,
                        b"stbl" => track.frames = clean_table(bytes, &atom, budget)?,
                        _ => blank(bytes, &atom),
                    }
                }
            }
            _ => blank(bytes, &atom),
        }
    }
    Ok(())
}

/// What handles the track stays; who made that, and what they call it, goes.
fn clean_handler(bytes: &mut [u8], atom: &Atom) {
    let name = (atom.body.start + 12).min(atom.body.end);
    bytes[name..atom.body.end].fill(0);
}

/// `dref`: version and flags, a count, then one box for each place that frames may lie in. Only this very file is let.
fn clean_references(bytes: &mut [u8], atom: &Atom, budget: &mut Budget) -> Result<(), ClipError> {
    const IN_THIS_FILE: u32 = 1;
    for atom in atoms(bytes, atom.body.clone(), budget)? {
        let from = atom.body.start + 8;
        if &atom.kind != b"dref" || from > atom.body.end {
            return Err(ClipError::Damaged);
        }
        for place in atoms(bytes, from..atom.body.end, budget)? {
            if be32(bytes, &place.body, 0)? != IN_THIS_FILE {
                return Err(ClipError::Unsupported);
            }
            bytes[place.body.start + 4..place.body.end].fill(0);
        }
    }
    Ok(())
}

fn clean_table(bytes: &mut [u8], table: &Atom, budget: &mut Budget) -> Result<Vec<Range<usize>>, ClipError> {
    let inside = atoms(bytes, table.body.clone(), budget)?;
    for atom in &inside {
        match &atom.kind {
            b"stsd" => clean_descriptions(bytes, atom, budget)?,
            b"stts" | b"ctts" | b"cslg" | b"stss" | b"stps" | b"stsc" | b"stsz" | b"stco" | b"co64" | b"sdtp"
            | b"sgpd" | b"sbgp" => {}
            _ => blank(bytes, atom),
        }
    }
    frames(bytes, &inside)
}

/// `stsd`: version and flags, a count, then one box per way of coding, each with 78 bytes of fields before what is its
/// own. The fields name the maker (12 to 16) and the encoder (42 to 74).
fn clean_descriptions(bytes: &mut [u8], atom: &Atom, budget: &mut Budget) -> Result<(), ClipError> {
    const FIELDS: usize = 78;
    let from = atom.body.start + 8;
    if from > atom.body.end {
        return Err(ClipError::Damaged);
    }
    for coding in atoms(bytes, from..atom.body.end, budget)? {
        if coding.body.len() < FIELDS {
            return Err(ClipError::Damaged);
        }
        let start = coding.body.start;
        bytes[start + 12..start + 16].fill(0);
        bytes[start + 42..start + 74].fill(0);
        for own in atoms(bytes, start + FIELDS..coding.body.end, budget)? {
            if matches!(&own.kind, b"udta" | b"uuid" | b"meta" | b"free" | b"skip") {
                blank(bytes, &own);
            }
        }
    }
    Ok(())
}
