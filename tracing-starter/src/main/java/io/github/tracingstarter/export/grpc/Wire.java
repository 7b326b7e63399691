package io.github.tracingstarter.export.grpc;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Exchanges bytes with a peer. Only {@link #await} blocks.
 */
interface Wire {

	/**
	 * Reads the available bytes.
	 * @param target the buffer to read into
	 * @return the number of bytes, 0 if there are none now, -1 at the end
	 * @throws IOException if the connection is broken
	 */
	int read(ByteBuffer target) throws IOException;

	/**
	 * Writes as many bytes as possible.
	 * @param source the bytes to write
	 * @return the number of bytes
	 * @throws IOException if the connection is broken
	 */
	int write(ByteBuffer source) throws IOException;

	/**
	 * Flushes bytes that were accepted but have not been sent yet.
	 * @return whether all have been sent
	 * @throws IOException if the connection is broken
	 */
	boolean flush() throws IOException;

	/**
	 * Waits until bytes can be read, or written.
	 * @param write whether there is something to write
	 * @param deadline the time until which to wait, by {@link System#nanoTime}
	 * @throws java.net.SocketTimeoutException at the deadline
	 * @throws IOException if waiting is no longer useful
	 */
	void await(boolean write, long deadline) throws IOException;

	void close();

}
