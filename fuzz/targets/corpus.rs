//! The corpus on disk: a file for each target with an input a line, in which `\n`, `\r`, `\t`,
//! `\\` and `\xff` stand for what Rust means by them. As files of their own, thousands of inputs
//! would be most of the repository; so, what is new is read in a diff.

use std::fmt::Write;

/// The inputs of a packed file, in its order.
pub fn unpacked(packed: &str) -> Vec<Vec<u8>> {
    packed.lines().map(input).collect()
}

/// These inputs as a packed file, the same whatever order they come in.
pub fn packed(mut inputs: Vec<Vec<u8>>) -> String {
    inputs.sort();
    inputs.dedup();
    inputs.iter().map(|input| line(input) + "\n").collect()
}

fn input(line: &str) -> Vec<u8> {
    let mut bytes = line.bytes();
    let mut input = Vec::new();
    while let Some(byte) = bytes.next() {
        input.push(match byte {
            b'\\' => match bytes.next() {
                Some(b'n') => b'\n',
                Some(b'r') => b'\r',
                Some(b't') => b'\t',
                Some(b'\\') => b'\\',
                Some(b'x') => digit(bytes.next()) << 4 | digit(bytes.next()),
                other => panic!("\\ and {other:?} in {line}"),
            },
            byte => byte,
        });
    }
    input
}

fn digit(byte: Option<u8>) -> u8 {
    let digit = byte.and_then(|byte| char::from(byte).to_digit(16));
    u8::try_from(digit.expect("two digits after \\x")).unwrap()
}

fn line(input: &[u8]) -> String {
    let mut line = String::new();
    for byte in input {
        match byte {
            b'\n' => line.push_str("\\n"),
            b'\r' => line.push_str("\\r"),
            b'\t' => line.push_str("\\t"),
            b'\\' => line.push_str("\\\\"),
            b' '..=b'~' => line.push(char::from(*byte)),
            other => write!(line, "\\x{other:02x}").unwrap(),
        }
    }
    line
}
