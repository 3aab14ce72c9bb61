//! WebM: elements within elements (EBML, RFC 8794; Matroska, RFC 9559). Each level keeps the elements that it knows to
//! be needed and makes empty space (Void) of all others. Browsers record without saying how long the clip is, and a
//! player then cannot show its end or seek: the length found is written into the space that the names left.

mod elements;
mod info;
mod tracks;

use elements::{Element, elements, next, number, void};
use info::Info;

use super::{Budget, ClipError, MOST_PARTS};

/// The elements' names, of RFC 9559, 5.1.
mod id {
    pub(super) const EBML: u32 = 0x1A45_DFA3;
    pub(super) const DOC_TYPE: u32 = 0x4282;
    pub(super) const SEGMENT: u32 = 0x1853_8067;
    pub(super) const SEEK_HEAD: u32 = 0x114D_9B74;
    pub(super) const INFO: u32 = 0x1549_A966;
    pub(super) const TRACKS: u32 = 0x1654_AE6B;
    pub(super) const CLUSTER: u32 = 0x1F43_B675;
    pub(super) const CUES: u32 = 0x1C53_BB6B;
    pub(super) const CHAPTERS: u32 = 0x1043_A770;
    pub(super) const TAGS: u32 = 0x1254_C367;
    pub(super) const ATTACHMENTS: u32 = 0x1941_A469;
    pub(super) const TIMESTAMP: u32 = 0xE7;
    pub(super) const POSITION: u32 = 0xA7;
    pub(super) const PREVIOUS_SIZE: u32 = 0xAB;
    pub(super) const SIMPLE_BLOCK: u32 = 0xA3;
    pub(super) const BLOCK_GROUP: u32 = 0xA0;
    pub(super) const BLOCK: u32 = 0xA1;
    pub(super) const VOID: u32 = 0xEC;
}

/// Cleans the file in place and answers how many milliseconds it plays.
pub(super) fn clean(bytes: &mut [u8]) -> Result<u64, ClipError> {
    let mut budget = Budget(MOST_PARTS);
    let head = next(bytes, 0, bytes.len(), &mut budget)?;
    check_head(bytes, &head, &mut budget)?;
    let segment = next(bytes, head.body.end, bytes.len(), &mut budget)?;
    if segment.id != id::SEGMENT {
        return Err(ClipError::Damaged);
    }
    let milliseconds = clean_segment(bytes, &segment, &mut budget)?;
    // What comes after the clip.
    for rest in elements(bytes, segment.body.end..bytes.len(), &mut budget)? {
        void(bytes, rest.whole());
    }
    Ok(milliseconds)
}

fn check_head(bytes: &[u8], head: &Element, budget: &mut Budget) -> Result<(), ClipError> {
    if head.id != id::EBML || head.is_open {
        return Err(ClipError::Damaged);
    }
    let inside = elements(bytes, head.body.clone(), budget)?;
    let kind = inside.iter().find(|element| element.id == id::DOC_TYPE).ok_or(ClipError::Damaged)?;
    let kind = bytes[kind.body.clone()].trim_ascii_end();
    // Matroska proper holds what browsers do not play.
    if kind == b"webm" { Ok(()) } else { Err(ClipError::Unsupported) }
}

fn clean_segment(bytes: &mut [u8], segment: &Element, budget: &mut Budget) -> Result<u64, ClipError> {
    let (mut info, mut video, mut last) = (None, None, 0_u64);
    let mut at = segment.body.start;
    while at < segment.body.end {
        let part = next(bytes, at, segment.body.end, budget)?;
        at = part.body.end;
        match part.id {
            id::SEEK_HEAD | id::CUES => {}
            id::INFO if info.is_none() && !part.is_open => info = Some(Info::read(bytes, &part, budget)?),
            id::TRACKS if video.is_none() && !part.is_open => video = Some(tracks::clean(bytes, &part, budget)?),
            id::CLUSTER => {
                let video = video.as_deref().ok_or(ClipError::Damaged)?;
                let end = clean_cluster(bytes, &part, video, budget)?;
                (at, last) = (end.at, last.max(end.last));
            }
            _ if part.is_open => return Err(ClipError::Damaged),
            _ => void(bytes, part.whole()),
        }
    }
    if video.is_none_or(|video| video.is_empty()) {
        return Err(ClipError::NotAVideo);
    }
    let info = info.ok_or(ClipError::Damaged)?;
    info.clean(bytes, last)
}

struct ClusterEnd {
    at: usize,
    /// When its last frame is shown, in the segment's units.
    last: u64,
}

/// Voids every block but those of pictures. A cluster without a length ends where the next part of the clip begins.
fn clean_cluster(
    bytes: &mut [u8],
    cluster: &Element,
    video: &[u64],
    budget: &mut Budget,
) -> Result<ClusterEnd, ClipError> {
    let (mut start, mut last, mut at) = (0, 0_u64, cluster.body.start);
    while at < cluster.body.end {
        let part = next(bytes, at, cluster.body.end, budget)?;
        if cluster.is_open && is_part_of_segment(part.id) {
            break;
        }
        if part.is_open {
            return Err(ClipError::Damaged);
        }
        at = part.body.end;
        let block = match part.id {
            id::TIMESTAMP => {
                start = number(bytes, &part)?;
                continue;
            }
            id::POSITION | id::PREVIOUS_SIZE => continue,
            id::SIMPLE_BLOCK => Some(part.body.clone()),
            id::BLOCK_GROUP => {
                let inside = elements(bytes, part.body.clone(), budget)?;
                inside.into_iter().find(|element| element.id == id::BLOCK).map(|block| block.body)
            }
            _ => None,
        };
        match block {
            Some(block) => {
                let (track, after) = tracks::block(&bytes[block])?;
                if video.contains(&track) {
                    last = last.max(start.saturating_add_signed(after.into()));
                } else {
                    void(bytes, part.whole());
                }
            }
            None => void(bytes, part.whole()),
        }
    }
    Ok(ClusterEnd { at, last })
}

fn is_part_of_segment(id: u32) -> bool {
    matches!(
        id,
        id::SEEK_HEAD | id::INFO | id::TRACKS | id::CLUSTER | id::CUES | id::CHAPTERS | id::TAGS | id::ATTACHMENTS
    )
}
