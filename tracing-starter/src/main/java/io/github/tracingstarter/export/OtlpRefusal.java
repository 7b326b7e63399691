package io.github.tracingstarter.export;

import java.io.IOException;

/**
 * Thrown if the server was reached and rejected the request or some of its records.
 */
final class OtlpRefusal extends IOException {

	private static final long serialVersionUID = 1L;

	private final transient ExportFailure failure;

	OtlpRefusal(ExportFailure failure) {
		super(failure.reason());
		this.failure = failure;
	}

	ExportFailure failure() {
		return this.failure;
	}

}
