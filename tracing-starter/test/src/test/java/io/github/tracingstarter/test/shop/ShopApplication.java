package io.github.tracingstarter.test.shop;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.scheduling.annotation.EnableAsync;

/**
 * An ordinary application. It knows nothing of tracing.
 */
@SpringBootApplication
@EnableAsync
public class ShopApplication {

}
