package io.github.tracingstarter.sample.complex;

import io.github.tracingstarter.sample.ApiClient;
import io.github.tracingstarter.sample.ApiTest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.web.server.LocalServerPort;

@ApiTest
class ComplexOperationApiTests {

	private final ApiClient client;

	ComplexOperationApiTests(@LocalServerPort int port) {
		this.client = new ApiClient(port);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/complex-operation", "/complex-operation/" })
	void succeedsAlthoughOneOfItsCallsFails(String path) {
		this.client.get(path)
			.expectStatus()
			.isOk()
			.expectBody()
			.jsonPath("$.report")
			.isNumber()
			.jsonPath("$.london.city")
			.isEqualTo("London")
			.jsonPath("$.atlantis")
			.isEqualTo(null);
	}

}
