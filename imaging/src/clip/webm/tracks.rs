use super::{
    Budget, ClipError, Element,
    elements::{elements, number, vint, void},
};

const ENTRY: u32 = 0xAE;
const NUMBER: u32 = 0xD7;
const TYPE: u32 = 0x83;
const VIDEO: u64 = 1;

/// What a player needs to know of a track of pictures (RFC 9559, 5.1.4.1): number, UID, type, flags, frame length,
/// codec with its settings, delays, picture size and colours, encodings, alpha. Not: names, languages, attachments.
const NEEDED: [u32; 20] = [
    NUMBER, 0x73C5, TYPE, 0xB9, 0x88, 0x55AA, 0x9C, 0x6DE7, 0x6DF8, 0x23_E383, 0x23_4E7A, 0x23_314F, 0x55EE, 0x86,
    0x63A2, 0x56AA, 0x56BB, 0xE0, 0x6D80, 0x41E4,
];

/// Voids every track but those of pictures, and answers the numbers of those.
pub(super) fn clean(bytes: &mut [u8], tracks: &Element, budget: &mut Budget) -> Result<Vec<u64>, ClipError> {
    let mut video = Vec::new();
    for track in elements(bytes, tracks.body.clone(), budget)? {
        let inside = if track.id == ENTRY { elements(bytes, track.body.clone(), budget)? } else { Vec::new() };
        let find = |id| inside.iter().find(|element| element.id == id).map(|element| number(bytes, element));
        match (find(TYPE).transpose()?, find(NUMBER).transpose()?) {
            (Some(VIDEO), Some(number)) => {
                video.push(number);
                for element in inside.iter().filter(|element| !NEEDED.contains(&element.id)) {
                    void(bytes, element.whole());
                }
            }
            _ => void(bytes, track.whole()),
        }
    }
    Ok(video)
}

/// A block's track, and when it is shown, counted from its cluster's time (RFC 9559, 10.1).
pub(super) fn block(body: &[u8]) -> Result<(u64, i16), ClipError> {
    let (track, width) = vint(body)?;
    let after = body.get(width..).and_then(|rest| rest.first_chunk()).ok_or(ClipError::Damaged)?;
    Ok((track, i16::from_be_bytes(*after)))
}
