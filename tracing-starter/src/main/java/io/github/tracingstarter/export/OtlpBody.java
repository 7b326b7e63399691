package io.github.tracingstarter.export;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.zip.GZIPOutputStream;

import io.github.tracingstarter.otlp.OtlpRequest;

/**
 * A request as it goes over the wire, where that cannot be made while it is sent. The
 * array is used again for the next one.
 */
final class OtlpBody extends ByteArrayOutputStream {

	/** What a request may grow the array to that is kept. */
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
	 * A part of the request, not copied.
	 * @param start where it begins
	 * @param most the maximum length
	 * @return the part
	 */
	synchronized ByteBuffer part(int start, int most) {
		return ByteBuffer.wrap(this.buf, start, Math.min(most, this.count - start)).slice();
	}

}
