package io.github.tracingstarter.export;

import java.io.IOException;
import java.net.ConnectException;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of failures that no receiver can provoke; the others are in
 * {@link CollectorTroubleTests}.
 */
class ExportFailureTests {

	@Test
	void anOldOkioIsNamed() {
		ExportFailure failure = ExportFailure.of(new NoSuchMethodError("okio.Buffer.readAll"));
		assertThat(failure.retriable()).isFalse();
		assertThat(failure.reason()).contains("okio.Buffer.readAll").contains("Okio").contains("mvn dependency:tree");
	}

	@Test
	void anOldOkioBehindAnotherFailureIsNamed() {
		IOException canceled = new IOException("canceled");
		canceled.addSuppressed(new NoClassDefFoundError("okhttp3/internal/Util"));
		ExportFailure failure = ExportFailure.of(new Exception(canceled));
		assertThat(failure.retriable()).isFalse();
		assertThat(failure.reason()).contains("okhttp3/internal/Util");
	}

	@Test
	void whatConcernsTheConnectionCanPass() {
		ExportFailure failure = ExportFailure.of(new ConnectException("Connection refused"));
		assertThat(failure.retriable()).isTrue();
		assertThat(failure.reason()).isEqualTo("Connection refused");
	}

	@Test
	void anExporterWithoutAReasonIsNotAskedAgain() {
		assertThat(ExportFailure.of(null).retriable()).isFalse();
		assertThat(ExportFailure.of(new IllegalStateException()).reason()).isEqualTo("IllegalStateException");
	}

}
