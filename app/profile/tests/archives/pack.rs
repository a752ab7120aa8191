//! Packs files into archives.

use flate2::Compression;
use flate2::read::{DeflateEncoder, GzEncoder};
use std::io::Read;

/// A file for an archive: its name, its content, whether it is deflated.
pub type File<'a> = (&'a str, &'a [u8], bool);

fn deflate(content: &[u8]) -> Vec<u8> {
    let mut packed = Vec::new();
    DeflateEncoder::new(content, Compression::best()).read_to_end(&mut packed).unwrap();
    packed
}

pub fn gzip(content: &[u8]) -> Vec<u8> {
    let mut packed = Vec::new();
    GzEncoder::new(content, Compression::best()).read_to_end(&mut packed).unwrap();
    packed
}

/// A zip as programs write it to a pipe: the headers in front of files have no sizes.
pub fn zip(files: &[File<'_>]) -> Vec<u8> {
    let (mut archive, mut directory) = (Vec::new(), Vec::new());
    for &(name, content, is_deflated) in files {
        let start = archive.len() as u32;
        let packed = if is_deflated { deflate(content) } else { content.to_vec() };
        let mut crc = flate2::Crc::new();
        crc.update(content);
        let method = if is_deflated { 8u16 } else { 0 };
        let name_bytes = (name.len() as u16).to_le_bytes();
        archive.extend(b"PK\x03\x04\x14\0\x08\0");
        archive.extend(method.to_le_bytes());
        archive.extend([0; 16]);
        archive.extend(name_bytes);
        archive.extend([0; 2]);
        archive.extend(name.as_bytes());
        archive.extend(&packed);
        directory.extend(b"PK\x01\x02\x14\0\x14\0\x08\0");
        directory.extend(method.to_le_bytes());
        directory.extend([0; 4]);
        directory.extend(crc.sum().to_le_bytes());
        directory.extend((packed.len() as u32).to_le_bytes());
        directory.extend((content.len() as u32).to_le_bytes());
        directory.extend(name_bytes);
        directory.extend([0; 12]);
        directory.extend(start.to_le_bytes());
        directory.extend(name.as_bytes());
    }
    let start = archive.len() as u32;
    archive.extend(&directory);
    archive.extend(b"PK\x05\x06\0\0\0\0");
    archive.extend([(files.len() as u16).to_le_bytes(); 2].concat());
    archive.extend((directory.len() as u32).to_le_bytes());
    archive.extend(start.to_le_bytes());
    archive.extend(b"\x02\0hi");
    archive
}

fn tar_header(name: &str, kind: u8, bytes: usize) -> Vec<u8> {
    let mut block = vec![0; 512];
    block[..name.len()].copy_from_slice(name.as_bytes());
    block[124..136].copy_from_slice(format!("{bytes:011o}\0").as_bytes());
    block[148..156].fill(b' ');
    block[156] = kind;
    block[257..265].copy_from_slice(b"ustar\x0000");
    let sum: u32 = block.iter().map(|&byte| u32::from(byte)).sum();
    block[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    block
}

pub fn tar_file(name: &str, kind: u8, content: &[u8]) -> Vec<u8> {
    let filling = vec![0; (512 - content.len() % 512) % 512];
    [tar_header(name, kind, content.len()), content.to_vec(), filling].concat()
}

pub fn tar(files: &[File<'_>]) -> Vec<u8> {
    let mut archive = Vec::new();
    for &(name, content, _) in files {
        archive.extend(tar_file(name, b'0', content));
    }
    archive.extend([0; 1024]);
    archive
}
