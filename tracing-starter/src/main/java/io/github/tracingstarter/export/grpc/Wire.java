package io.github.tracingstarter.export.grpc;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Bytes from and to a peer. Nothing blocks but {@link #await}.
 */
interface Wire {

	/**
	 * Reads what has come.
	 * @param target where to
	 * @return the number of bytes, 0 if there are none now, -1 at the end
	 * @throws IOException if the connection is broken
	 */
	int read(ByteBuffer target) throws IOException;

	/**
	 * Writes what can be taken now.
	 * @param source what to write
	 * @return the number of bytes
	 * @throws IOException if the connection is broken
	 */
	int write(ByteBuffer source) throws IOException;

	/**
	 * Passes on what was taken and is not on its way yet.
	 * @return whether all is
	 * @throws IOException if the connection is broken
	 */
	boolean flush() throws IOException;

	/**
	 * Waits until there is something to read, or to write.
	 * @param write whether there is something to write
	 * @param deadline until when to wait, as {@link System#nanoTime} counts
	 * @throws java.net.SocketTimeoutException at the deadline
	 * @throws IOException if waiting is of no use any more
	 */
	void await(boolean write, long deadline) throws IOException;

	void close();

}
