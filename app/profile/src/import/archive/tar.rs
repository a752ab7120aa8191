//! Tar archives: a header of 512 bytes, then the content, filled up to 512 bytes, and so on.
//!
//! Quirks: names of more than 100 bytes are split over two fields, or are the content of a file
//! of the type `L` (GNU) or in the records of one of the type `x` (pax) in front of theirs. Source:
//! POSIX `pax`, and tar's manual.

mod header;

use super::members::{Member, Members};
use crate::import::{Imported, Importer};
use crate::warning::{ImportError, Place};
use header::{BLOCK_BYTES, Header, Kind};

/// The most that is read of a name in front of a file.
const LONGEST_NAME_BYTES: usize = 1 << 20;

const NOT_A_FILE: &str = "entries of the archive that aren't files were left out";
const CUT: &str = "the archive ends before its end";
const DAMAGED: &str = "the archive is damaged: only what comes before that is shown";

pub(super) struct Tar {
    members: Members,
    part: Part,
    /// A header as far as it is there.
    header: Vec<u8>,
    /// What an entry says of the one behind it.
    name: Option<String>,
    bytes: Option<u64>,
    offset: u64,
}

/// What comes next.
enum Part {
    Header,
    /// Content of a file, which may be left out, and of what fills it up.
    File {
        member: Option<Box<Member>>,
        left: u64,
        filling: u64,
    },
    /// Content that tells of the next file.
    About {
        kind: Kind,
        text: Vec<u8>,
        left: u64,
        filling: u64,
    },
    End,
}

/// Whether it begins as a tar does: with a name, and a sum that is right. Old ones have no other mark.
pub(super) fn is_tar(head: &[u8]) -> bool {
    let header = head.first_chunk().and_then(Header::parse);
    header.is_some_and(|header| !header.name.is_empty())
}

impl Tar {
    pub(super) fn new(members: Members) -> Self {
        let (part, header) = (Part::Header, Vec::new());
        Self { members, part, header, name: None, bytes: None, offset: 0 }
    }

    /// Reads a header, which is complete.
    fn begin(&mut self) {
        let header: Option<&[u8; BLOCK_BYTES]> = self.header.first_chunk();
        if self.header.iter().all(|&byte| byte == 0) {
            // Two empty blocks are the end; what follows them is nothing.
            self.part = Part::End;
            return;
        }
        let Some(header) = header.and_then(Header::parse) else {
            self.members.warnings.add(DAMAGED, Place::Byte(self.offset), "");
            self.part = Part::End;
            return;
        };
        let left = self.bytes.take().filter(|_| header.kind == Kind::File).unwrap_or(header.bytes);
        let filling = (BLOCK_BYTES as u64 - left % BLOCK_BYTES as u64) % BLOCK_BYTES as u64;
        self.part = match header.kind {
            Kind::File => {
                let name = self.name.take().unwrap_or(header.name);
                Part::File { member: self.members.open(&name).map(Box::new), left, filling }
            }
            Kind::LongName | Kind::Records => {
                Part::About { kind: header.kind, text: Vec::new(), left, filling }
            }
            Kind::Folder | Kind::Other => {
                if header.kind == Kind::Other {
                    let name = self.name.take().unwrap_or(header.name);
                    self.members.warnings.add(NOT_A_FILE, Place::Byte(self.offset), &name);
                }
                self.name = None;
                Part::File { member: None, left, filling }
            }
        };
    }

    /// Takes bytes of the part that is being read; returns what is left of them.
    fn step<'b>(&mut self, bytes: &'b [u8]) -> &'b [u8] {
        let all = |left: &mut u64| {
            let length = usize::try_from(*left).unwrap_or(usize::MAX).min(bytes.len());
            *left -= length as u64;
            bytes.split_at(length)
        };
        match &mut self.part {
            Part::End => &[],
            Part::Header => {
                let mut missing = (BLOCK_BYTES - self.header.len()) as u64;
                let (taken, rest) = all(&mut missing);
                self.header.extend_from_slice(taken);
                if missing == 0 {
                    self.begin();
                    self.header.clear();
                }
                rest
            }
            Part::File { member, left, .. } if *left > 0 => {
                let (taken, rest) = all(left);
                if let Some(member) = member {
                    member.push(taken);
                }
                rest
            }
            Part::About { text, left, .. } if *left > 0 => {
                let (taken, rest) = all(left);
                let room = LONGEST_NAME_BYTES.saturating_sub(text.len());
                text.extend_from_slice(taken.get(..room).unwrap_or(taken));
                rest
            }
            Part::File { filling, .. } | Part::About { filling, .. } if *filling > 0 => {
                all(filling).1
            }
            Part::File { .. } | Part::About { .. } => {
                self.end_part();
                bytes
            }
        }
    }

    /// The part that is being read is complete.
    fn end_part(&mut self) {
        match std::mem::replace(&mut self.part, Part::Header) {
            Part::File { member: Some(member), .. } => self.members.close(*member, true),
            Part::About { kind: Kind::LongName, text, .. } => {
                let text = text.split(|&byte| byte == 0).next().unwrap_or_default();
                self.name = Some(String::from_utf8_lossy(text).into_owned());
            }
            Part::About { text, .. } => {
                for (key, value) in header::records(&text) {
                    match key {
                        b"path" => self.name = Some(String::from_utf8_lossy(value).into_owned()),
                        b"size" => {
                            let digits = std::str::from_utf8(value).ok();
                            self.bytes = digits.and_then(|digits| digits.parse().ok());
                        }
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }
}

impl Importer for Tar {
    fn push(&mut self, slice: &[u8]) -> Result<(), ImportError> {
        let mut bytes = slice;
        while !bytes.is_empty() {
            let rest = self.step(bytes);
            self.offset += (bytes.len() - rest.len()) as u64;
            bytes = rest;
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<Imported, ImportError> {
        match std::mem::replace(&mut self.part, Part::End) {
            // Some writers leave the filling at the end out.
            Part::File { member: Some(member), left: 0, .. } => self.members.close(*member, true),
            Part::File { member, left, .. } if left > 0 => {
                self.members.warnings.add(CUT, Place::Byte(self.offset), "");
                if let Some(member) = member {
                    self.members.close(*member, false);
                }
            }
            Part::About { .. } => self.members.warnings.add(CUT, Place::Byte(self.offset), ""),
            Part::Header if !self.header.is_empty() => {
                self.members.warnings.add(CUT, Place::Byte(self.offset), "");
            }
            _ => {}
        }
        self.members.finish()
    }
}
