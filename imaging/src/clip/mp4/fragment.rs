//! Clips that were written while they were recorded, as browsers do: the movie box says nothing of the frames, and each
//! fragment (`moof`) describes those that follow it.

use super::{
    Budget, ClipError, Track,
    boxes::{Atom, atoms, be32, be64, blank},
    milliseconds,
};

/// Cleans a fragment and answers when its last frame ends.
pub(super) fn clean(
    bytes: &mut [u8],
    fragment: &Atom,
    tracks: &[Track],
    budget: &mut Budget,
) -> Result<u64, ClipError> {
    let mut end = 0;
    for atom in atoms(bytes, fragment.body.clone(), budget)? {
        match &atom.kind {
            b"mfhd" => {}
            b"traf" => end = end.max(clean_track(bytes, &atom, tracks, budget)?),
            _ => blank(bytes, &atom),
        }
    }
    Ok(end)
}

fn clean_track(bytes: &mut [u8], part: &Atom, tracks: &[Track], budget: &mut Budget) -> Result<u64, ClipError> {
    let (mut track, mut frame_length, mut end) = (None, 0, 0_u64);
    for atom in atoms(bytes, part.body.clone(), budget)? {
        match &atom.kind {
            b"tfhd" => {
                let id = be32(bytes, &atom.body, 4)?;
                let found = tracks.iter().find(|track| track.id == id).ok_or(ClipError::Damaged)?;
                track = Some(found);
                frame_length = own_frame_length(bytes, &atom)?.unwrap_or(found.frame_length);
            }
            b"tfdt" => {
                let is_long = be32(bytes, &atom.body, 0)? >> 24 == 1;
                end = if is_long { be64(bytes, &atom.body, 4)? } else { be32(bytes, &atom.body, 4)?.into() };
            }
            b"trun" => end = end.saturating_add(run_length(bytes, &atom, frame_length)?),
            b"sdtp" | b"sgpd" | b"sbgp" => {}
            _ => blank(bytes, &atom),
        }
    }
    let track = track.ok_or(ClipError::Damaged)?;
    Ok(milliseconds(end, track.timescale))
}

/// `tfhd`: flags, the track, then those fields that the flags name (8.8.7).
fn own_frame_length(bytes: &[u8], atom: &Atom) -> Result<Option<u32>, ClipError> {
    let flags = be32(bytes, &atom.body, 0)?;
    if flags & 0x8 == 0 {
        return Ok(None);
    }
    let before = if flags & 0x1 == 0 { 0 } else { 8 } + if flags & 0x2 == 0 { 0 } else { 4 };
    be32(bytes, &atom.body, 8 + before).map(Some)
}

/// `trun`: flags, how many frames, fields for all, then fields of each (8.8.8). How long they last together.
fn run_length(bytes: &[u8], atom: &Atom, frame_length: u32) -> Result<u64, ClipError> {
    let flags = be32(bytes, &atom.body, 0)?;
    let count = be32(bytes, &atom.body, 4)?;
    if flags & 0x100 == 0 {
        return Ok(u64::from(count) * u64::from(frame_length));
    }
    let first = 8 + if flags & 0x1 == 0 { 0 } else { 4 } + if flags & 0x4 == 0 { 0 } else { 4 };
    let width = 4 * [0x100, 0x200, 0x400, 0x800].iter().filter(|&&field| flags & field != 0).count();
    let mut length = 0_u64;
    for frame in 0..count as usize {
        length += u64::from(be32(bytes, &atom.body, first + frame * width)?);
    }
    Ok(length)
}
