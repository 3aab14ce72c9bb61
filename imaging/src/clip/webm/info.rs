use std::ops::Range;

use super::{
    Budget, ClipError, Element,
    elements::{elements, number, void},
};

const TIMESTAMP_SCALE: u32 = 0x2A_D7B1;
const DURATION: u32 = 0x4489;

/// Nanoseconds in a unit of time where a file does not say.
const MILLISECOND: u64 = 1_000_000;

/// What the clip's own description says; its title, programs, dates and names are not read.
pub(super) struct Info {
    body: Range<usize>,
    /// Nanoseconds in a unit.
    scale: u64,
    /// The element that says so, as it stands.
    scale_written: Vec<u8>,
    /// In units; 0 where the file does not say.
    length: f64,
}

impl Info {
    pub(super) fn read(bytes: &[u8], info: &Element, budget: &mut Budget) -> Result<Self, ClipError> {
        let mut read = Self { body: info.body.clone(), scale: MILLISECOND, scale_written: Vec::new(), length: 0.0 };
        for element in elements(bytes, info.body.clone(), budget)? {
            let body = &bytes[element.body.clone()];
            match element.id {
                TIMESTAMP_SCALE => {
                    read.scale = number(bytes, &element)?;
                    read.scale_written = bytes[element.whole()].to_vec();
                }
                DURATION => read.length = float(body).filter(|length| *length > 0.0).unwrap_or(0.0),
                _ => {}
            }
        }
        if read.scale == 0 { Err(ClipError::Damaged) } else { Ok(read) }
    }

    /// Rewrites the description into its own space: the unit, the length and nothing else. `last` is when the last
    /// frame is shown, in units. Answers how many milliseconds the clip plays.
    pub(super) fn clean(self, bytes: &mut [u8], last: u64) -> Result<u64, ClipError> {
        let length = self.length.max(last as f64);
        let milliseconds = length * self.scale as f64 / MILLISECOND as f64;
        if !(milliseconds >= 1.0 && milliseconds.is_finite()) {
            return Err(ClipError::Damaged);
        }
        let room = self.body.len();
        let long = [[0x44, 0x89, 0x88].as_slice(), &length.to_be_bytes()].concat();
        let short = [[0x44, 0x89, 0x84].as_slice(), &(length as f32).to_be_bytes()].concat();
        // What is left over must be none or at least a Void.
        let fits = |written: &Vec<u8>| {
            let left = room.checked_sub(self.scale_written.len() + written.len());
            left.is_some_and(|left| left != 1)
        };
        let mut written = self.scale_written.clone();
        written.extend([long, short].into_iter().find(fits).unwrap_or_default());
        let end = self.body.start + written.len();
        bytes[self.body.start..end].copy_from_slice(&written);
        if end < self.body.end {
            void(bytes, end..self.body.end);
        }
        Ok(milliseconds as u64)
    }
}

fn float(body: &[u8]) -> Option<f64> {
    match body.len() {
        4 => Some(f32::from_be_bytes(body.try_into().ok()?).into()),
        8 => Some(f64::from_be_bytes(body.try_into().ok()?)),
        _ => None,
    }
}
