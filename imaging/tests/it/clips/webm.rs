use super::{SECRET, cleaned, holds};

/// An element with a length of eight bytes, as recorders write.
fn element(id: &[u8], parts: &[&[u8]]) -> Vec<u8> {
    let body = parts.concat();
    [id, &(body.len() as u64 | 1 << 56).to_be_bytes(), &body].concat()
}

const SEGMENT: [u8; 4] = [0x18, 0x53, 0x80, 0x67];
const CLUSTER: [u8; 4] = [0x1F, 0x43, 0xB6, 0x75];
const DURATION: [u8; 3] = [0x44, 0x89, 0x88];
const UNKNOWN: [u8; 8] = [1, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF];

fn head() -> Vec<u8> {
    element(&[0x1A, 0x45, 0xDF, 0xA3], &[&element(&[0x42, 0x82], &[b"webm"])])
}

fn tracks(kinds: &[u8]) -> Vec<u8> {
    let track = |(number, kind): (u8, &u8)| {
        element(
            &[0xAE],
            &[
                &element(&[0xD7], &[&[number]]),
                &element(&[0x83], &[&[*kind]]),
                &element(&[0x86], &[b"V_VP8"]),
                &element(&[0x53, 0x6E], &[b"Maker's track"]),
            ],
        )
    };
    element(&[0x16, 0x54, 0xAE, 0x6B], &[&(1..).zip(kinds).flat_map(track).collect::<Vec<u8>>()])
}

fn block(track: u8, after: i16, content: &[u8]) -> Vec<u8> {
    element(&[0xA3], &[&[0x80 | track], &after.to_be_bytes(), &[0x80], content])
}

fn cluster_body(at: u64, blocks: &[&[u8]]) -> Vec<u8> {
    [element(&[0xE7], &[&at.to_be_bytes()]), blocks.concat()].concat()
}

/// As a browser records it: segment and clusters of unknown length, no duration, the last frame at `last` ms.
pub(super) fn clip(last: u64) -> Vec<u8> {
    let info = element(
        &[0x15, 0x49, 0xA9, 0x66],
        &[
            &element(&[0x2A, 0xD7, 0xB1], &[&1_000_000_u32.to_be_bytes()]),
            &element(&[0x4D, 0x80], &[b"made by a browser"]),
            &element(&[0x57, 0x41], &[b"made by a browser"]),
            &element(&[0x7B, 0xA9], &[SECRET]),
        ],
    );
    let group = element(&[0xA0], &[&element(&[0xA1], &[&[0x82, 0, 9, 0x80], b"SOUND"])]);
    let tags = element(&[0x12, 0x54, 0xC3, 0x67], &[SECRET]);
    let attached = element(&[0x19, 0x41, 0xA4, 0x69], &[SECRET, b"Maker"]);
    [
        head(),
        [&SEGMENT[..], &UNKNOWN].concat(),
        info,
        tracks(&[1, 2]),
        [&CLUSTER[..], &UNKNOWN].concat(),
        cluster_body(0, &[&block(1, 0, b"FRAME-1"), &block(2, 3, b"SOUND"), &group]),
        tags,
        element(&CLUSTER, &[&cluster_body(last - 5, &[&block(1, 5, b"FRAME-2")])]),
        attached,
    ]
    .concat()
}

pub(super) fn sound_alone() -> Vec<u8> {
    let info = element(&[0x15, 0x49, 0xA9, 0x66], &[]);
    [head(), element(&SEGMENT, &[&info, &tracks(&[2])])].concat()
}

#[test]
fn the_length_is_written_where_the_names_were() {
    let (_, kept) = cleaned(&clip(2_000)).unwrap();
    assert!(holds(&kept, &[&DURATION[..], &2_000_f64.to_be_bytes()].concat()));
}

#[test]
fn lengths_that_lie_are_refused() {
    let info = element(&[0x15, 0x49, 0xA9, 0x66], &[]);
    let inside = |parts: &[&[u8]]| [head(), element(&SEGMENT, parts)].concat();
    let frame = block(1, 0, b"FRAME-1");
    for (what, file) in [
        ("no tracks", inside(&[&info, &element(&CLUSTER, &[&cluster_body(9, &[&frame])])])),
        (
            "a block without a time",
            inside(&[&info, &tracks(&[1]), &element(&CLUSTER, &[&element(&[0xA3], &[b"\x81"])])]),
        ),
        ("tags of unknown length", inside(&[&info, &[0x12, 0x54, 0xC3, 0x67, 0xFF]])),
        ("an element longer than the file", inside(&[&info, &[0xEC, 0xFE]])),
        ("a number wider than any", inside(&[&info, &[0xEC, 0x00]])),
        (
            "a unit of no length",
            inside(&[
                &element(&[0x15, 0x49, 0xA9, 0x66], &[&element(&[0x2A, 0xD7, 0xB1], &[&[0]])]),
                &tracks(&[1]),
                &element(&CLUSTER, &[&cluster_body(9, &[&frame])]),
            ]),
        ),
        ("clusters without end", inside(&[&info, &tracks(&[1]), &[&CLUSTER[..], &UNKNOWN].concat().repeat(300_000)])),
        ("Matroska proper", clip(2_000).iter().map(|&byte| if byte == b'w' { b'm' } else { byte }).collect()),
    ] {
        assert!(cleaned(&file).is_err(), "{what}");
    }
}
