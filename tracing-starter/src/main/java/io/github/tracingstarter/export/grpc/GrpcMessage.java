package io.github.tracingstarter.export.grpc;

import java.io.IOException;
import java.io.OutputStream;

/**
 * The message of a call, which may be written twice, as a connection can turn out to be
 * lost.
 */
public interface GrpcMessage {

	/**
	 * The length of what is written.
	 * @return the number of bytes
	 */
	int size();

	/**
	 * Whether what is written is compressed, as the header {@code grpc-encoding} says.
	 * @return true if it is
	 */
	boolean isCompressed();

	/**
	 * Writes the message.
	 * @param out where to; fails when the answer makes the rest superfluous
	 * @throws IOException if it cannot be written
	 */
	void writeTo(OutputStream out) throws IOException;

}
