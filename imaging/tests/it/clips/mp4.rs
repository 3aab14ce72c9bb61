use super::{SECRET, cleaned};

/// A moment as these files write it: seconds since 1904.
pub(super) const WHEN: u32 = 0xE0A1_B2C3;

fn atom(kind: &[u8; 4], parts: &[&[u8]]) -> Vec<u8> {
    let body = parts.concat();
    [&(body.len() as u32 + 8).to_be_bytes()[..], kind, &body].concat()
}

fn words(words: &[u32]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_be_bytes()).collect()
}

/// Version and flags, created, changed, units a second, length.
fn header(kind: &[u8; 4], length: u32) -> Vec<u8> {
    atom(kind, &[&words(&[0, WHEN, WHEN, 1_000, length]), &[0; 4]])
}

fn handler(kind: &[u8; 4]) -> Vec<u8> {
    atom(b"hdlr", &[&[0; 8], kind, &[0; 12], b"made by somebody\0"])
}

fn coding() -> Vec<u8> {
    let mut fields = [0; 78];
    fields[12..16].copy_from_slice(b"Make");
    fields[43..58].copy_from_slice(b"Maker's Encoder");
    let coding = atom(b"avc1", &[&fields, &atom(b"avcC", &[b"settings"]), &atom(b"uuid", &[&[7; 16], SECRET])]);
    atom(b"stsd", &[&words(&[0, 1]), &coding])
}

/// One track whose frames, of these lengths, lie in one chunk at `place`.
fn track(id: u32, kind: &[u8; 4], place: u32, sizes: &[u32], length: u32) -> Vec<u8> {
    let references = atom(b"dinf", &[&atom(b"dref", &[&words(&[0, 1]), &atom(b"url ", &[&words(&[1])])])]);
    let table = atom(
        b"stbl",
        &[
            &coding(),
            &atom(b"stts", &[&words(&[0, 0])]),
            &atom(b"stsc", &[&words(&[0, 1, 1, sizes.len() as u32, 1])]),
            &atom(b"stsz", &[&words(&[0, 0, sizes.len() as u32]), &words(sizes)]),
            &atom(b"stco", &[&words(&[0, 1, place])]),
        ],
    );
    let media = atom(b"minf", &[&atom(b"vmhd", &[&[0; 12]]), &references, &table]);
    atom(
        b"trak",
        &[
            &atom(b"tkhd", &[&words(&[7, WHEN, WHEN, id]), &[0; 68]]),
            &atom(b"udta", &[&atom(b"name", &[SECRET])]),
            &atom(b"mdia", &[&header(b"mdhd", length), &handler(kind), &media]),
        ],
    )
}

/// Two seconds of two frames, with sound and everything that cameras add.
pub(super) fn clip(brand: &[u8; 4]) -> Vec<u8> {
    let head = atom(b"ftyp", &[brand, &[0; 4], brand]);
    let content = [b"FRAME-1".as_slice(), b"FRAME-2", b"SOUND", SECRET].concat();
    let frames = head.len() as u32 + 8;
    let place = atom(b"\xA9xyz", &[b"\0\x12\x15\xC7", SECRET]);
    let movie = atom(
        b"moov",
        &[
            &header(b"mvhd", 2_000),
            &track(1, b"vide", frames, &[7, 7], 2_000),
            &track(2, b"soun", frames + 14, &[5], 2_000),
            &track(3, b"meta", frames + 19, &[SECRET.len() as u32], 2_000),
            &atom(b"udta", &[&place]),
            &atom(b"meta", &[&handler(b"mdta"), SECRET]),
        ],
    );
    let rest = [atom(b"uuid", &[&[9; 16], SECRET]), atom(b"free", &[SECRET])].concat();
    [head, atom(b"mdat", &[&content]), movie, rest].concat()
}

/// The same two seconds as browsers record: nothing of the frames in the movie box, two fragments after it.
pub(super) fn fragmented() -> Vec<u8> {
    let video = {
        let mut whole = track(1, b"vide", 0, &[], 0);
        // A chunk table without chunks.
        let at = whole.windows(4).position(|window| window == b"stco").unwrap();
        whole[at + 11] = 0;
        whole
    };
    let extends = atom(b"mvex", &[&atom(b"trex", &[&words(&[0, 1, 1, 500, 0, 0])])]);
    let movie = atom(b"moov", &[&header(b"mvhd", 0), &video, &extends, &atom(b"udta", &[SECRET])]);
    let fragment = |start: u32, run: &[u8], frame: &[u8]| {
        let track = atom(
            b"traf",
            &[
                &atom(b"tfhd", &[&words(&[0x2_0000, 1])]),
                &atom(b"tfdt", &[&words(&[0, start])]),
                &atom(b"trun", &[run]),
                &atom(b"uuid", &[&[1; 16], SECRET]),
            ],
        );
        let head = atom(b"moof", &[&atom(b"mfhd", &[&words(&[0, 1])]), &track]);
        [atom(b"prft", &[&words(&[WHEN])]), head, atom(b"mdat", &[frame])].concat()
    };
    let by_default = fragment(0, &words(&[0, 2]), b"FRAME-1");
    let by_frame = fragment(1_000, &words(&[0x301, 2, 0, 400, 7, 600, 7]), b"FRAME-2");
    [atom(b"ftyp", &[b"iso5", &[0; 4]]), movie, by_default, by_frame].concat()
}

/// Replaces the four bytes that stand `from` bytes from the first `kind` on; a box's length stands 4 before.
fn with(mut file: Vec<u8>, kind: &[u8; 4], from: isize, value: u32) -> Vec<u8> {
    let at = file.windows(4).position(|window| window == kind).unwrap().strict_add_signed(from);
    file[at..at + 4].copy_from_slice(&value.to_be_bytes());
    file
}

#[test]
fn lengths_and_counts_that_lie_are_refused() {
    let clip = || clip(b"isom");
    for (what, file) in [
        ("a box shorter than its head", with(clip(), b"trak", -4, 4)),
        ("a box of no length inside another", with(clip(), b"trak", -4, 0)),
        ("a box longer than the one around it", with(clip(), b"mvhd", -4, 0x7FFF_FFFF)),
        ("a long length that is not there", with(clip(), b"mvhd", -4, 1)),
        ("more frames than are listed", with(clip(), b"stsz", 12, 0xFFFF_FFFF)),
        ("more chunks than are listed", with(clip(), b"stco", 8, 0xFFFF_FFFF)),
        ("frames beyond the end", with(clip(), b"stco", 12, 0xFFFF_FF00)),
        ("frames in another file", with(clip(), b"url ", 4, 0)),
        ("a second movie", [clip(), clip()].concat()),
        ("no movie", clip()[..20].to_vec()),
    ] {
        assert!(cleaned(&file).is_err(), "{what}");
    }
}

#[test]
fn a_file_made_to_take_long_is_refused() {
    // A million boxes of eight bytes, and boxes in boxes a thousand deep.
    let many = [atom(b"ftyp", &[b"isom"]), atom(b"free", &[]).repeat(1_000_000)].concat();
    assert!(cleaned(&many).is_err());
    let deep = (0..1_000).fold(Vec::new(), |inner, _| atom(b"moov", &[&inner]));
    assert!(cleaned(&[atom(b"ftyp", &[b"isom"]), deep].concat()).is_err());
    // As many frames of one length as a number can say.
    let clip = with(with(clip(b"isom"), b"stsz", 8, 1), b"stsz", 12, 0xFFFF_FFFF);
    assert!(cleaned(&clip).is_err());
}
