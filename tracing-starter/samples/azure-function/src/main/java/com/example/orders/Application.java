package com.example.orders;

import org.springframework.boot.autoconfigure.SpringBootApplication;

/**
 * The application. There is no main method, because the first invocation starts it.
 */
@SpringBootApplication
public class Application {

}
