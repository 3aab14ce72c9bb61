//! How much a file may ask of us. Checked on its header, before anything is decoded.

use crate::Error;

/// What is refused before decoding. The same defaults in the browser and on the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the file as picked. Default 40 MB: the largest phone JPEGs (200-megapixel sensors) are about 30 MB.
    pub max_bytes: usize,
    /// Width × height. Default 120 million: over twice a 48-megapixel phone's.
    pub max_pixels: u64,
    /// Bytes of memory for the decoded picture, its format's own working memory included.
    /// Default 1.2 GB, what a progressive JPEG of 120 megapixels needs; a 16-bit PNG reaches it sooner.
    pub max_memory: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Limits { max_bytes: 40_000_000, max_pixels: 120_000_000, max_memory: 1_200_000_000 }
    }
}

/// No photograph packs more pixels into a byte; a blank baseline JPEG reaches about 100, a blank PNG about 350.
/// A small file that claims more is a decompression bomb.
const BOMB_PIXELS_PER_BYTE: u64 = 1_000;

/// Below this many pixels even a bomb is harmless.
const BOMB_FLOOR: u64 = 4_000_000;

impl Limits {
    /// Refuses an empty or over-long file.
    pub(crate) fn check_bytes(&self, bytes: &[u8]) -> Result<(), Error> {
        match bytes.len() {
            0 => Err(Error::Empty),
            len if len > self.max_bytes => Err(Error::TooLarge { bytes: len, limit: self.max_bytes }),
            _ => Ok(()),
        }
    }

    /// Refuses what a header claims: `memory` in bytes is what decoding would take, `file` the file's bytes.
    pub(crate) fn check_header(&self, width: u32, height: u32, memory: u64, file: usize) -> Result<(), Error> {
        let pixels = u64::from(width) * u64::from(height);
        if pixels == 0 {
            return Err(Error::Damaged);
        }
        if pixels > self.max_pixels || memory > self.max_memory {
            return Err(Error::TooManyPixels { width, height, limit: self.max_pixels });
        }
        if pixels > BOMB_FLOOR && pixels / file as u64 > BOMB_PIXELS_PER_BYTE {
            return Err(Error::Damaged);
        }
        Ok(())
    }
}
