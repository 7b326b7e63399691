package io.github.tracingstarter.instrument.restclient;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.util.List;

import io.github.tracingstarter.instrument.http.HeaderCapture;
import io.github.tracingstarter.testing.BenchmarkApplication;
import io.github.tracingstarter.testing.HotPathBenchmark;
import io.micrometer.observation.ObservationRegistry;
import io.opentelemetry.context.Scope;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.client.AbstractClientHttpRequest;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.ClientHttpResponse;

/**
 * A call whose transport answers at once: its request is created, gets the template that
 * RestClient leaves in it, and is executed.
 */
public class CallBenchmark extends HotPathBenchmark {

	private static final ClientHttpResponse RESPONSE = new EmptyResponse();

	@Param
	public Tracing tracing;

	private final URI uri = URI.create("http://weather.example:8080/weather/berlin?units=metric");

	private ClientHttpRequestFactory factory;

	private BenchmarkApplication application;

	private Scope request;

	@Setup
	public void start() {
		this.application = switch (this.tracing) {
			case DROPPED -> BenchmarkApplication.start(0.0);
			case BATCHED -> BenchmarkApplication.startBatching();
			case KEPT -> BenchmarkApplication.startKeeping();
			default -> BenchmarkApplication.start(1.0);
		};
		HeaderCapture headers = new HeaderCapture(List.of(), List.of(), this.application.attributeRedaction());
		ClientSpans spans = new ClientSpans(this.application.spans(), this.application.redaction(), headers, List.of(),
				new CallObservations(ObservationRegistry.NOOP, null, null));
		this.factory = (this.tracing == Tracing.UNTRACED) ? EmptyRequest::new
				: new TracedRequestFactory(EmptyRequest::new, () -> spans);
		this.request = this.application.enterRequest();
	}

	@TearDown
	public void stop() {
		this.request.close();
		this.application.close();
	}

	@Benchmark
	public ClientHttpResponse call() throws IOException {
		ClientHttpRequest request = this.factory.createRequest(this.uri, HttpMethod.GET);
		UriTemplate.note(request, "http://weather.example:8080/weather/{city}?units=metric");
		return request.execute();
	}

	/**
	 * What happens to the call.
	 */
	public enum Tracing {

		/** Its request factory is the transport's own. */
		UNTRACED,

		/** It is made in a request that is recorded. */
		SAMPLED,

		/** As above, and its span is queued and then discarded by the exporter. */
		BATCHED,

		/**
		 * It is made in a request that may be kept, but has no more room for it.
		 */
		KEPT,

		/** It is made in a request that sampling dropped. */
		DROPPED

	}

	private static final class EmptyRequest extends AbstractClientHttpRequest {

		private final URI uri;

		private final HttpMethod method;

		EmptyRequest(URI uri, HttpMethod method) {
			this.uri = uri;
			this.method = method;
		}

		@Override
		public URI getURI() {
			return this.uri;
		}

		@Override
		public HttpMethod getMethod() {
			return this.method;
		}

		@Override
		protected OutputStream getBodyInternal(HttpHeaders headers) {
			return OutputStream.nullOutputStream();
		}

		@Override
		protected ClientHttpResponse executeInternal(HttpHeaders headers) {
			return RESPONSE;
		}

	}

	private static final class EmptyResponse implements ClientHttpResponse {

		private final HttpHeaders headers = new HttpHeaders();

		@Override
		public HttpStatusCode getStatusCode() {
			return HttpStatus.OK;
		}

		@Override
		public String getStatusText() {
			return "OK";
		}

		@Override
		public HttpHeaders getHeaders() {
			return this.headers;
		}

		@Override
		public InputStream getBody() {
			return new ByteArrayInputStream(new byte[0]);
		}

		@Override
		public void close() {
		}

	}

}
