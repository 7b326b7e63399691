package io.github.tracingstarter.export;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.util.List;

import javax.net.ssl.SSLHandshakeException;

import io.github.tracingstarter.export.ExportFailure.Remedy;
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

	@Test
	void aRequestThatIsBrokenOffIsSentInHalves() {
		IOException ofTheJdk = new IOException("HTTP/1.1 header parser received no bytes",
				new EOFException("EOF reached while reading"));
		for (IOException broken : List.of(ofTheJdk, new EOFException("it closed the connection"),
				new SocketException("Connection reset"), new IOException("Connection reset by peer"),
				new IOException("Broken pipe"), new IOException("stream was reset: INTERNAL_ERROR"),
				new IOException("it aborts the request (ENHANCE_YOUR_CALM)"))) {
			assertThat(ExportFailure.of(broken).remedy()).as(broken.toString()).isEqualTo(Remedy.RETRY_UNANSWERED);
		}
	}

	@Test
	void whatEndsBeforeARequestHasNothingToDoWithIt() {
		IOException handshake = new SSLHandshakeException("Remote host terminated the handshake");
		handshake.initCause(new EOFException("SSL peer shut down incorrectly"));
		for (IOException early : List.of(handshake, new IOException("it refuses requests (REFUSED_STREAM)"),
				new IOException("the proxy in front of it closes the connection"), new IOException("HTTP 503"))) {
			assertThat(ExportFailure.of(early).remedy()).as(early.toString()).isEqualTo(Remedy.RETRY);
		}
		assertThat(ExportFailure.of(new ConnectException("Connection reset")).remedy()).isEqualTo(Remedy.WAIT);
	}

}
