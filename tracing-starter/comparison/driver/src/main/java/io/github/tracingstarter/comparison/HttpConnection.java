package io.github.tracingstarter.comparison;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;

/**
 * A kept-alive connection that sends requests and reads responses to their end. It
 * examines no more of them than necessary, so that the application's core is the busy
 * one.
 */
final class HttpConnection implements AutoCloseable {

	private static final int TIMEOUT_MILLIS = 4_000;

	private static final int ATTEMPTS = 5;

	private static final byte[] CONTENT_LENGTH = { 'c', 'o', 'n', 't', 'e', 'n', 't', '-', 'l', 'e', 'n', 'g', 't', 'h',
			':' };

	private final int port;

	private Socket socket;

	private InputStream in;

	private OutputStream out;

	private final byte[] buffer = new byte[16 * 1024];

	private int position;

	private int limit;

	HttpConnection(int port) throws IOException {
		this.port = port;
		this.socket = open(port);
		this.in = this.socket.getInputStream();
		this.out = this.socket.getOutputStream();
	}

	private static Socket open(int port) throws IOException {
		Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
		socket.setTcpNoDelay(true);
		socket.setSoTimeout(TIMEOUT_MILLIS);
		return socket;
	}

	/**
	 * Sends a request and reads the response. Reactor Netty before 1.3.8 may not answer a
	 * request that arrives immediately after the response to the previous one. This is
	 * reported, and the request is sent again on another connection.
	 * @param request the request as it is sent
	 * @return the status
	 */
	int exchange(byte[] request) throws IOException {
		for (int attempt = 1; true; attempt++) {
			try {
				return attempt(request);
			}
			catch (SocketTimeoutException ex) {
				if (attempt == ATTEMPTS) {
					throw ex;
				}
				System.err.printf("port %d left a request unanswered%n", this.port);
				this.socket.close();
				this.socket = open(this.port);
				this.in = this.socket.getInputStream();
				this.out = this.socket.getOutputStream();
			}
		}
	}

	private int attempt(byte[] request) throws IOException {
		this.out.write(request);
		this.position = 0;
		this.limit = 0;
		int status = status();
		int length = -1;
		int start = this.position;
		for (int end = line(); end > start; end = line()) {
			if (startsWith(start, end, CONTENT_LENGTH)) {
				length = number(start + CONTENT_LENGTH.length, end, 10);
			}
			start = this.position;
		}
		if (length >= 0) {
			skip(length);
		}
		else {
			skipChunks();
		}
		return status;
	}

	private int status() throws IOException {
		int end = line();
		return number("HTTP/1.1 ".length(), Math.min(end, "HTTP/1.1 200".length()), 10);
	}

	private void skipChunks() throws IOException {
		int size;
		do {
			int start = mark();
			int end = line();
			size = number(start, end, 16);
			skip(size + 2);
		}
		while (size > 0);
	}

	/** Makes room for a line: nothing before it is needed any longer. */
	private int mark() {
		if (this.position == this.limit) {
			this.position = 0;
			this.limit = 0;
		}
		return this.position;
	}

	/**
	 * Reads a line.
	 * @return where it ends, without its line break; the position is after that
	 */
	private int line() throws IOException {
		int i = this.position;
		while (true) {
			for (; i < this.limit; i++) {
				if (this.buffer[i] == '\n') {
					this.position = i + 1;
					return i - 1;
				}
			}
			fill();
		}
	}

	private void fill() throws IOException {
		if (this.limit == this.buffer.length) {
			throw new IOException("the head of a response or a chunk is too long");
		}
		int read = this.in.read(this.buffer, this.limit, this.buffer.length - this.limit);
		if (read < 0) {
			throw new EOFException("the application closed the connection");
		}
		this.limit += read;
	}

	private void skip(int count) throws IOException {
		int rest = count;
		while (rest > 0) {
			if (mark() == this.limit) {
				fill();
			}
			int step = Math.min(rest, this.limit - this.position);
			this.position += step;
			rest -= step;
		}
	}

	private boolean startsWith(int start, int end, byte[] lowerCase) {
		if (end - start < lowerCase.length) {
			return false;
		}
		for (int i = 0; i < lowerCase.length; i++) {
			if (Character.toLowerCase(this.buffer[start + i]) != lowerCase[i]) {
				return false;
			}
		}
		return true;
	}

	private int number(int start, int end, int radix) {
		int number = 0;
		for (int i = start; i < end; i++) {
			int digit = Character.digit(this.buffer[i], radix);
			if (digit >= 0) {
				number = number * radix + digit;
			}
		}
		return number;
	}

	/**
	 * Closes a connection that has failed.
	 */
	void abandon() {
		try {
			close();
		}
		catch (IOException ex) {
			// It has failed anyway.
		}
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

}
