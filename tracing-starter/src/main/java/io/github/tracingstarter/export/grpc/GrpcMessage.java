package io.github.tracingstarter.export.grpc;

import java.io.IOException;
import java.io.OutputStream;

/**
 * The message of a call. It may be written twice, because a connection can turn out to be
 * lost.
 */
public interface GrpcMessage {

	/**
	 * Returns the length of the written message.
	 * @return the number of bytes
	 */
	int size();

	/**
	 * Returns whether the written message is compressed, as the header
	 * {@code grpc-encoding} says.
	 * @return true if it is
	 */
	boolean isCompressed();

	/**
	 * Writes the message.
	 * @param out the stream to write to, which fails if the response makes the rest
	 * superfluous
	 * @throws IOException if it cannot be written
	 */
	void writeTo(OutputStream out) throws IOException;

}
