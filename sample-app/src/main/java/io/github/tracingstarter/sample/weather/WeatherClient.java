package io.github.tracingstarter.sample.weather;

import org.springframework.core.env.Environment;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;
import org.springframework.web.server.ResponseStatusException;

/**
 * Requests the weather from the upstream service.
 */
@Component
public class WeatherClient {

	private final RestClient restClient;

	private final Environment environment;

	WeatherClient(RestClient.Builder restClientBuilder, Environment environment) {
		this.restClient = restClientBuilder.build();
		this.environment = environment;
	}

	/**
	 * Returns the weather of a city, or makes the request fail with 502 if the upstream
	 * service fails.
	 * @param city the name of the city
	 * @return its weather
	 */
	public Weather fetch(String city) {
		String upstream = this.environment.getRequiredProperty("weather.upstream-url");
		try {
			return this.restClient.get().uri(upstream + "/weather/{city}", city).retrieve().requiredBody(Weather.class);
		}
		catch (RestClientException ex) {
			throw new ResponseStatusException(HttpStatus.BAD_GATEWAY, "The weather of %s is unknown".formatted(city),
					ex);
		}
	}

}
