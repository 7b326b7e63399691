package io.github.tracingstarter.export;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.zip.GZIPOutputStream;

import io.github.tracingstarter.otlp.OtlpRequest;

/**
 * A request in one array, for clients that cannot write it while they send. The array is
 * reused for the next request.
 */
final class OtlpBody extends ByteArrayOutputStream {

	/** Maximum size of an array that is kept for the next request. */
	private static final int KEPT = 2 << 20;

	void fill(OtlpRequest request, boolean gzip) throws IOException {
		reset();
		if (gzip) {
			try (OutputStream compressing = new GZIPOutputStream(this)) {
				request.writeTo(compressing);
			}
		}
		else {
			request.writeTo(this);
		}
	}

	@Override
	public synchronized void reset() {
		super.reset();
		if (this.buf.length > KEPT) {
			this.buf = new byte[8192];
		}
	}

	/**
	 * Returns a part of the request without copying it.
	 * @param start the start of the part
	 * @param most the maximum length
	 * @return the part
	 */
	synchronized ByteBuffer part(int start, int most) {
		return ByteBuffer.wrap(this.buf, start, Math.min(most, this.count - start)).slice();
	}

}
