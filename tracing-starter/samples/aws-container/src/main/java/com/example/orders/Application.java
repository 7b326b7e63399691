package com.example.orders;

import org.springframework.boot.autoconfigure.SpringBootApplication;

/**
 * The application. There is no main method, because {@link OrderHandler} starts it.
 */
@SpringBootApplication
public class Application {

}
