package io.github.tracingstarter.instrument.http;

import java.net.URI;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class ServerTests {

	@ParameterizedTest
	@CsvSource({ "http://host/x,host,80", "https://host,host,443", "HTTPS://Host:8443/,Host,8443",
			"http://127.0.0.1:1/,127.0.0.1,1", "http://[::1]:8080/,::1,8080", "http://[::1]/,::1,80",
			"http://u:p@host/,host,80", "http://order_service/,order_service,80",
			"http://order_service:8080/,order_service,8080", "http://u:p@order_service:8080/,order_service,8080",
			"http://order_service:x/,order_service,80", "http://order_service:99999999999/,order_service,80",
			"unix://host/x,host,-1" })
	void serverOfUrl(String url, String address, int port) {
		assertThat(Server.of(URI.create(url))).isEqualTo(new Server(address, port));
	}

	@ParameterizedTest
	@ValueSource(strings = { "mailto:a@b.c", "/relative", "", "http:///path", "http://:8080/" })
	void urlWithoutServer(String url) {
		assertThat(Server.of(URI.create(url))).isNull();
	}

}
