//! Room on the disk. A database that meets a full disk fails in the middle of somebody's work; so new work is refused
//! while there is still room to finish what is under way, and reading goes on.

use std::{
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use rustix::fs::{StatVfs, statvfs};

use crate::Error;

/// Of a small file system the floor is no more than this part: the setting is meant for a disk.
const SMALL: u64 = 10;

/// Pictures stop at the floor. What is typed is a thousandth of their size and may matter today: it stops at this part.
const LAST: u64 = 4;

/// The file systems that are written to, and how much of them stays free. Cheap to clone.
#[derive(Debug, Clone)]
pub(crate) struct Room(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    folders: Vec<PathBuf>,
    /// Bytes.
    floor: u64,
    is_low: AtomicBool,
}

/// How many bytes stay free of this file system where `wanted` should.
pub(crate) fn floor(found: &StatVfs, wanted: u64) -> u64 {
    wanted.min(found.f_blocks * found.f_frsize / SMALL)
}

/// There is too little room for what was to be written.
#[derive(Debug, thiserror::Error)]
#[error("too little room is left on the disk")]
struct TooLittle;

impl Room {
    pub(crate) fn new(folders: Vec<PathBuf>, floor: u64) -> Self {
        Self(Arc::new(Inner { folders, floor, is_low: AtomicBool::new(false) }))
    }

    /// Whether there is room for a picture.
    pub(crate) fn for_pictures(&self) -> Result<(), Error> {
        self.at_least(1)
    }

    /// Whether there is room for what is typed.
    pub(crate) fn for_words(&self) -> Result<(), Error> {
        self.at_least(LAST)
    }

    /// Whether each file system has this part of the floor free. One that cannot be asked says so when it is written to.
    fn at_least(&self, part: u64) -> Result<(), Error> {
        let mut is_low = false;
        let mut is_enough = true;
        for folder in &self.0.folders {
            let Ok(found) = statvfs(folder) else { continue };
            let free = found.f_bavail * found.f_frsize;
            let floor = floor(&found, self.0.floor);
            is_low |= free < floor;
            is_enough &= free >= floor / part;
        }
        self.tell(is_low);
        if is_enough { Ok(()) } else { Err(Error::Unavailable(TooLittle.into())) }
    }

    /// Says once when it becomes too little, and once when it is enough again.
    fn tell(&self, is_low: bool) {
        if self.0.is_low.swap(is_low, Ordering::Relaxed) != is_low {
            if is_low {
                tracing::error!(
                    floor = self.0.floor,
                    "the disk is nearly full: new pictures are refused, soon all new work"
                );
            } else {
                tracing::info!("the disk has room again");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_floor_is_a_share_of_a_small_disk_and_words_stop_last() {
        let folder = tempfile::tempdir().unwrap();
        let room = |floor| Room::new(vec![folder.path().to_owned()], floor);
        assert!(room(0).for_pictures().is_ok(), "no floor");
        let found = statvfs(folder.path()).unwrap();
        let (free, all) = (found.f_bavail * found.f_frsize, found.f_blocks * found.f_frsize);
        let is_enough = free >= all / SMALL;
        assert_eq!(room(u64::MAX).for_pictures().is_ok(), is_enough, "a floor above the whole disk is a tenth of it");
        assert_eq!(room(u64::MAX).for_words().is_ok(), free >= all / SMALL / LAST);
        let nowhere = Room::new(vec![folder.path().join("nothing")], u64::MAX);
        assert!(nowhere.for_words().is_ok(), "what cannot be asked says so when it is written to");
    }
}
