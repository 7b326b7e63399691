/**
 * A servlet application on AWS Lambda.
 */
package com.example.orders;
